"""One normalisation of Chinese report text: widths, spaces, brackets, traditional script, numerals, numbers.

Pure functions from text to text or to a number. Everything that compares a label or reads a printed value goes
through here, so that two places never disagree about what counts as the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from workbench.quickstart import later

State = Literal["number", "blank", "mark", "text"]

# What offices put in a cell in place of a number. The letter O and the circle 〇 are left to the reader as text:
# they may be a zero or a slip.
MARKS = frozenset(
    {
        "/",
        "\\",
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "―",
        "─",
        "──",
        "一",
        "无",
        "無",
        "*",
        "／",
        "N/A",
        "n/a",
        "Δ",
    }
)

# Traditional signs whose simplified ones stand in the form, in the words by which an issuer is told or in the name of a
# division; a sign that a name has in simplified script too (乾县) is none of them. Pairs from the table of OpenCC
# (Apache-2.0), TSCharacters.txt.
_TRADITIONAL = str.maketrans(
    "並亞佈佔併來侖侶侷係俬倉個們倖倫偉側傑傘備傢傳傾僑僕儀儁億儉優儲兌兒兗內兩冊凈凍凱別則剋剎剛剝創劃劉劍勁動務"
    "勝勞勵勸勻匯匱區協卻卽厙厤厲參叢吳呂員唸問啓啞啟喚喬單嗎噁噲噹嚀嚥嚮嚴囌圇國圍園圓圖團垻埡埰執堅堖堯報場塊塗"
    "塢塵塹墊墰墳墶墻墾壇壋壘壙壚壜壟壠壩壯壺壽夢夥夾奧奪奮婁媧媽嫗孃孫學孿宮寀實寧審寬寶將專尋對導層屬岡峯峴島峽"
    "崍崑崗崙嵐嵗嶁嶇嶗嶠嶧嶨嶮嶺嶼嶽巋巒巖帥師帳帶幃幫幹幾庫廂廈廕廟廠廢廣廬廳弔張強彆彈彌彎彔彙彥彫彿後徑從徠復"
    "徵恆悅惡惱愛慄態慣慶慼憑憲應懞懷戀戰戲戶拋捨捲掛採揀揚換揮搖搶摺撈撥撫擁擔據擬擴擺攔攜攝敎敘數斷於旂昇時晉暉"
    "暘暢曆曇曉曏曬書會朮東枴柵柺査桿梘條棊棖棗棟棧棲椏楊楓業極榦榮榿構槓樁樂樅樑樓標樞樣樸樹樺橋機橫檔檜檢檯櫟櫸"
    "櫻欄欅權欏欒欖欽歐歡歲歷歸殻殼氂氣汎決沒沖況涇涼淥淨淩淪淵淶淺渙減渦測渾湞湧湯溈準溝溫溮溳溼滄滎滙滬滸滾滿漁"
    "漚漢漣漲漵漿潁潑潙潛潤潯潿澆澇澗澠澤澮澱濃濕濟濤濰濱濼瀆瀋瀏瀘瀝瀟瀠瀧瀨瀰瀲瀾灃灄灑灕灘灣灤為烏無煉煙煥煩煬"
    "熱燈燒營爐爛爭爲爺爾牆犛犢狀猶獃獄獅獨獲獵獻現琱琿瑤瑪璉璣璦環瓊瓏甌甕產産甦甯畝畢畫異畵當疇疊療發皁盃盞監盤"
    "盧盪眞眾矇硃硤硯碩碭確碼磚磧磯磽礄礆礎礦礫礬礱祕祿禎禦禪禮禿稅稜種稱穀積穎穩穫窩窪窯竇竈竪競筆筍筧箇節範築篔"
    "篤簀簍簡簹簾籃籌籠籬籮粵糉糧糰糾紀約紅納紐純紗紙級紡紮細紹終絃組結絡絨統絲絳綉綏經綜綠綢綫維綱網綴綵綸綺綽綿"
    "緊緑緒線緞緣緩緯緱練緻縉縣縫縱縴縹總績織繞繡繩繫繳繼續纍纏纔纖缽罈罎罰羅羣羨義習聖聞聯聰聲聶職肅脈脣脩脫腦腳"
    "腸膠膩臘臚臥臨臺與興舉舊舘艤艷茲荊莊華菴菸萇萊萬葉葦葯蒐蒓蒼蓆蓋蓮蓴蔔蔘蔞蔣蔥蔭蕎蕓蕩蕪蕭薊薌薑薩薹藍藝藥藪"
    "藴藺蘄蘆蘇蘊蘋蘭蘿處虛號虯蜆蝦螄螞蟬蟻蠶蠻衆術衕衚衛衝裏補裝裡製複褳襬覆覈見規覓視親覺覽觀計訊託記訟訥訪設許"
    "訴訶註詔詢試詩話該誇誌認誠說説課誼調談請論諧諫諶諸諾謀謙講謝謨證識譙譚譜議護譽讓讚豎豐豔豬貓貝貞財貢貧貨貫責"
    "貴買費貼貿賀賁資賈賒賓賚賜賡賢賣賦質賴購賽贈贊贛趕趙趲跡踰蹟蹤躍車軍軒軟軫軸軹軻載輓輔輕輝輞輦輪輯輻輿轄轅轉"
    "轎轟辦農迴逕這連週進遊運過達遙遜遞遠適遲遷選遼邁還邊邏郟郵鄆鄉鄒鄔鄖鄧鄭鄰鄲鄴酈醣醫釀釋釗針釣釦釵鈎鈐鈞鈡鈴"
    "鈸鈺鉅鉗鉛鉢鉤銀銅銘銷鋁鋅鋒鋪鋼錄錢錦錫錯録錶鍊鍋鍔鍬鍼鍾鎂鎌鎖鎣鎭鎮鏇鏞鏡鏵鐔鐘鐙鐮鐵鐸鐺鑄鑑鑒鑲鑼長門閃"
    "閆開閑閒間閔閘閣閤閩閬閭閱閲閶閻闆闇闊闕闖關闞闢陘陝陞陰陳陸陽隊際隨隱隴隻雋雙雜雞離雲電霑霧霽靈靜鞏鞦韆韋韓"
    "韜韻響頁頂頃項順須頌預頒頓頗頡頭頸顆題額顏顓顔顙類顧顯風颱飛飯飲飼養餑餘館餵饅饒馬馮馱馳馴駁駐駒駕駝駟駱駿騌"
    "騎騮騰騾驅驊驕驗驛驥驪體髮鬆鬍鬚鬥鬧鬱魚魯鮁鮎鮑鮓鮦鮮鯉鯨鰲鰺鱗鱘鱤鳥鳧鳩鳬鳳鳴鴉鴛鴦鴨鴻鴿鵑鵝鵠鵡鵬鵰鵲鶚"
    "鶯鶴鶿鷀鷂鷄鷗鷥鷲鷹鸕鸚鸞鹹鹼鹽麗麥麪麫麯麴麵麼麽黃點黨鼕齊齋齒齡齣龍龐龔龕龜"
    "僅勢壓夠寫徹掃擊篩簽籤給編縮薦訓証詞語誤誰諮讀變負趨軌較輸鍵鏈險領頻",
    "并亚布占并来仑侣局系私仓个们幸伦伟侧杰伞备家传倾侨仆仪俊亿俭优储兑儿兖内两册净冻凯别则克刹刚剥创划刘剑劲动务"
    "胜劳励劝匀汇匮区协却即厍历厉参丛吴吕员念问启哑启唤乔单吗恶哙当咛咽向严苏囵国围园圆图团坝垭采执坚垴尧报场块涂"
    "坞尘堑垫坛坟垯墙垦坛垱垒圹垆坛垄垅坝壮壶寿梦伙夹奥夺奋娄娲妈妪娘孙学孪宫采实宁审宽宝将专寻对导层属冈峰岘岛峡"
    "崃昆岗仑岚岁嵝岖崂峤峄峃崄岭屿岳岿峦岩帅师帐带帏帮干几库厢厦荫庙厂废广庐厅吊张强别弹弥弯录汇彦雕佛后径从徕复"
    "征恒悦恶恼爱栗态惯庆戚凭宪应蒙怀恋战戏户抛舍卷挂采拣扬换挥摇抢折捞拨抚拥担据拟扩摆拦携摄教叙数断于旗升时晋晖"
    "旸畅历昙晓向晒书会术东拐栅拐查杆枧条棋枨枣栋栈栖桠杨枫业极干荣桤构杠桩乐枞梁楼标枢样朴树桦桥机横档桧检台栎榉"
    "樱栏榉权椤栾榄钦欧欢岁历归壳壳牦气泛决没冲况泾凉渌净凌沦渊涞浅涣减涡测浑浈涌汤沩准沟温浉涢湿沧荥汇沪浒滚满渔"
    "沤汉涟涨溆浆颍泼沩潜润浔涠浇涝涧渑泽浍淀浓湿济涛潍滨泺渎沈浏泸沥潇潆泷濑弥潋澜沣滠洒漓滩湾滦为乌无炼烟焕烦炀"
    "热灯烧营炉烂争为爷尔墙牦犊状犹呆狱狮独获猎献现雕珲瑶玛琏玑瑷环琼珑瓯瓮产产苏宁亩毕画异画当畴叠疗发皂杯盏监盘"
    "卢荡真众蒙朱硖砚硕砀确码砖碛矶硗硚硷础矿砾矾砻秘禄祯御禅礼秃税棱种称谷积颖稳获窝洼窑窦灶竖竞笔笋笕个节范筑筼"
    "笃箦篓简筜帘篮筹笼篱箩粤粽粮团纠纪约红纳纽纯纱纸级纺扎细绍终弦组结络绒统丝绛绣绥经综绿绸线维纲网缀彩纶绮绰绵"
    "紧绿绪线缎缘缓纬缑练致缙县缝纵纤缥总绩织绕绣绳系缴继续累缠才纤钵坛坛罚罗群羡义习圣闻联聪声聂职肃脉唇修脱脑脚"
    "肠胶腻腊胪卧临台与兴举旧馆舣艳兹荆庄华庵烟苌莱万叶苇药搜莼苍席盖莲莼卜参蒌蒋葱荫荞芸荡芜萧蓟芗姜萨苔蓝艺药薮"
    "蕴蔺蕲芦苏蕴苹兰萝处虚号虬蚬虾蛳蚂蝉蚁蚕蛮众术同胡卫冲里补装里制复裢摆复核见规觅视亲觉览观计讯托记讼讷访设许"
    "诉诃注诏询试诗话该夸志认诚说说课谊调谈请论谐谏谌诸诺谋谦讲谢谟证识谯谭谱议护誉让赞竖丰艳猪猫贝贞财贡贫货贯责"
    "贵买费贴贸贺贲资贾赊宾赉赐赓贤卖赋质赖购赛赠赞赣赶赵趱迹逾迹踪跃车军轩软轸轴轵轲载挽辅轻辉辋辇轮辑辐舆辖辕转"
    "轿轰办农回迳这连周进游运过达遥逊递远适迟迁选辽迈还边逻郏邮郓乡邹邬郧邓郑邻郸邺郦糖医酿释钊针钓扣钗钩钤钧钟铃"
    "钹钰巨钳铅钵钩银铜铭销铝锌锋铺钢录钱锦锡错录表炼锅锷锹针钟镁镰锁蓥镇镇旋镛镜铧镡钟镫镰铁铎铛铸鉴鉴镶锣长门闪"
    "闫开闲闲间闵闸阁合闽阆闾阅阅阊阎板暗阔阙闯关阚辟陉陕升阴陈陆阳队际随隐陇只隽双杂鸡离云电沾雾霁灵静巩秋千韦韩"
    "韬韵响页顶顷项顺须颂预颁顿颇颉头颈颗题额颜颛颜颡类顾显风台飞饭饮饲养饽余馆喂馒饶马冯驮驰驯驳驻驹驾驼驷骆骏骔"
    "骑骝腾骡驱骅骄验驿骥骊体发松胡须斗闹郁鱼鲁鲅鲇鲍鲊鲖鲜鲤鲸鳌鲹鳞鲟鳡鸟凫鸠凫凤鸣鸦鸳鸯鸭鸿鸽鹃鹅鹄鹉鹏雕鹊鹗"
    "莺鹤鹚鹚鹞鸡鸥鸶鹫鹰鸬鹦鸾咸碱盐丽麦面面曲曲面么么黄点党冬齐斋齿龄出龙庞龚龛龟"
    "仅势压够写彻扫击筛签签给编缩荐训证词语误谁咨读变负趋轨较输键链险领频",
)

_NUMBERING = later(
    r"^(?:第?[一二三四五六七八九十]+[、.．:：,，)）]|[(（〔\[][一二三四五六七八九十\d]+[)）〕\]]、?|\d{1,2}[.．、)）](?!\d))+"
)
_PAGE_NUMBER = later(r"[-—–―－_]+\d{1,3}[-—–―－_]+|第?\d{1,3}页(?:共?\d{1,3}页)?|\d{1,3}/\d{1,3}")
_NOT_WORD = later(r"[^0-9A-Za-z\u3400-\u9fff]+")
_DIGITS = "〇一二三四五六七八九"
# How a sign is read, which converters to traditional script leave behind some signs: 處(chǔ)理結(jié)果.
_READING = later(r"(?<=[\u3400-\u9fff])\((?:[a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]*|men|me|zhe|le|de)\)")
# Footnote marks behind a number (34①, 34²), which the compatibility forms would make digits of it.
_NOTES = later(r"(?<=[\d０-９])\s*[①-⑳⓪❶-❿⓵-⓾²³¹⁰-⁹₀-₉]+")


def clean(text: str) -> str:
    """The text with compatibility forms folded (NFKC), control and zero-width characters gone."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(
        c for c in folded if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cn")
    )


def simplified(text: str) -> str:
    """The text with the traditional signs that the form's words have written in simplified script."""
    return text.translate(_TRADITIONAL)


@lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """The text cleaned, without any white space, in simplified script."""
    tight = "".join(clean(text).split())
    return simplified(_READING().sub("", tight) if "(" in tight else tight)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """What is compared when labels are compared: letters, digits and Han only, no numbering in front."""
    return _NOT_WORD().sub("", _NUMBERING().sub("", squeeze(text)))


def is_page_number(line: str) -> bool:
    """Whether the line is a page number by its dress (`- 4 -`, `—4—`, `第 4 页`); a bare number may be a value."""
    return _PAGE_NUMBER().fullmatch(squeeze(line)) is not None


class Printed(NamedTuple):
    """A printed value: what kind of thing stands there, and the number with its unit if it is one."""

    state: State
    value: Decimal | None = None
    unit: str = ""


_COUNTED = "[件人项条]?次|件|条|项|个|宗|起|份|人|例|笔|部|页|期"
_NUMBER = later(
    r"(?P<sign>[增加+]|[减少\-−])?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?:(?P<unit>万元|亿元|元|{_COUNTED})整?)?"
    r"(?P<remark>\(.*\)|\[.*\]|〔.*〕|【.*】|注\d?|[*※])?"
)


def without_notes(text: str) -> str:
    """The text without the footnote marks behind its numbers: 34① is 34."""
    return _NOTES().sub("", text)


@lru_cache(maxsize=65536)
def parse_printed(text: str) -> Printed:
    """What is printed in a cell: a number (with sign, unit, remark), a mark for nothing, a blank, or words.

    White space inside the cell does not count: a number wrapped inside a narrow cell (`13` over `16`) is 1316.
    """
    tight = squeeze(without_notes(text))
    if not tight:
        return Printed("blank")
    if tight in MARKS:
        return Printed("mark")
    match = _NUMBER().fullmatch(tight)
    if match is None:
        return Printed("text")
    number = Decimal(match["number"].replace(",", ""))
    return Printed(
        "number", -number if (match["sign"] or "") in ("减", "少", "-", "−") else number, match["unit"] or ""
    )


def chinese_number(text: str) -> int | None:
    """The value of a numeral of up to two signs as reports use it (二〇二三 digit by digit, 三十一, 十二)."""
    if all(c in _DIGITS + "○零" for c in text) and text:
        return int("".join(str(_DIGITS.find(c)) if c in _DIGITS else "0" for c in text))
    tens, sign, ones = text.partition("十")
    if not sign or any(c not in _DIGITS for c in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return None
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)


def counts_up(texts: Sequence[str], fewest: int) -> bool:
    """Whether these are at least so many whole numbers, each the one before it and one more: numbers of lines."""
    if len(texts) < fewest or not all(text.strip().isdecimal() for text in texts):
        return False
    return [int(text) for text in texts] == list(range(int(texts[0]), int(texts[0]) + len(texts)))


def half_widths(text: str) -> int:
    """How wide text is drawn: a Chinese sign counts two, another one."""
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)
