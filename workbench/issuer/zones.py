"""Zones whose name alone tells where they are: the new areas of the State Council and a few with rules of their own.

In: words of an issuer's name. Out: the zone and the code of the place it is a body of: the province where it lies in
several prefectures or answers to the province, else the prefecture. A zone has no code of GB/T 2260 of its own (浦东,
滨海, and 两江 since 2025, are districts and stand in the tables of divisions). The list was written from what is
commonly known of the State Council's and the provinces' approvals as of 2025; it was not compared with them line by
line, so a wrong line is corrected here or, for one's own files, in register.csv.
"""

from __future__ import annotations

import re

_PLACES = {
    "110000": "中关村科技园区|中关村国家自主创新示范区",
    "120116": "中新天津生态城|天津生态城|中新生态城|"
    "天津经济技术开发区|天津滨海高新技术产业开发区|天津港保税区|东疆保税港区|东疆综合保税区",
    "130000": "雄安新区|雄安片区",
    "130100": "正定新区",
    "130300": "北戴河新区",
    "130400": "冀南新区",
    "130900": "渤海新区",
    "131082": "燕郊高新技术产业开发区|燕郊高新区",
    "140900": "五台山风景名胜区|五台山风景区",
    "150100": "和林格尔新区",
    "150600": "康巴什新区",
    "210000": "沈抚改革创新示范区|沈抚示范区|沈抚新区",
    "210200": "金普新区|长兴岛经济区|长兴岛经济技术开发区",
    "210300": "千山风景名胜区|千山风景区",
    "220000": "长白山保护开发区",
    "220100": "长春新区",
    "230100": "哈尔滨新区",
    "231000": "镜泊湖风景名胜区",
    "310000": "临港新片区|上海化学工业区|张江高新技术产业开发区",
    "320100": "江北新区",
    "320700": "徐圩新区",
    "321000": "蜀冈瘦西湖风景名胜区|蜀冈-瘦西湖风景名胜区",
    "330110": "钱江经济开发区",
    "330200": "杭州湾新区|前湾新区",
    "330100": "大江东产业集聚区|杭州西湖风景名胜区",
    "330300": "瓯江口产业集聚区|瓯江口新区",
    "330500": "南太湖新区",
    "330900": "舟山群岛新区|普陀山风景名胜区",
    "331000": "台州湾新区",
    "340100": "新站高新技术产业开发区|新站高新区",
    "341700": "江南新兴产业集中区|九华山风景区|九华山风景名胜区",
    "350100": "福州新区",
    "350200": "厦门火炬高技术产业开发区|厦门火炬高新区",
    "350300": "湄洲岛国家旅游度假区|湄洲湾北岸经济开发区",
    "350600": "古雷港经济开发区|古雷开发区|常山华侨经济开发区|漳州招商局经济技术开发区|招商局漳州开发区",
    "360000": "赣江新区",
    "360100": "红谷滩新区|湾里管理局",
    "360400": "八里湖新区|庐山西海风景名胜区",
    "360600": "龙虎山风景名胜区|龙虎山风景区",
    "360700": "蓉江新区",
    "360800": "井冈山经济技术开发区|井冈山经开区",
    "361100": "三清山风景名胜区|三清山风景区",
    "370200": "青岛蓝谷",
    "370211": "西海岸新区",  # one government with 黄岛区
    "370500": "黄河三角洲农业高新技术产业示范区|东营港经济开发区",
    "370600": "昆嵛山国家级自然保护区|昆嵛山自然保护区|长岛海洋生态文明综合试验区|黄渤海新区",
    "370900": "泰山风景名胜区|泰山景区",
    "371100": "山海天旅游度假区",
    "371600": "滨州北海经济开发区|滨州北海新区",
    "410100": "郑东新区",
    "410581": "红旗渠经济技术开发区|红旗渠经开区",
    "411500": "鸡公山管理区",
    "419001": "济源产城融合示范区",
    "420100": "东湖新技术开发区|东湖高新区|东湖高新技术开发区|武汉长江新区|东湖生态旅游风景区|武汉东湖风景区",
    "420200": "大冶湖高新技术产业开发区|大冶湖高新区",
    "420300": "武当山旅游经济特区",
    "430100": "湘江新区",
    "440115": "南沙新区",  # one with 南沙区
    "440300": "前海深港现代服务业合作区|前海合作区|大鹏新区|光明新区|坪山新区|龙华新区|深汕特别合作区",
    "440400": "横琴粤澳深度合作区|横琴新区",
    "440500": "华侨经济文化合作试验区",
    "441300": "大亚湾经济技术开发区|仲恺高新技术产业开发区|仲恺高新区",
    "441900": "松山湖高新技术产业开发区|松山湖高新区|滨海湾新区",
    "442000": "中山火炬高技术产业开发区|中山火炬开发区",
    "460000": "洋浦经济开发区",
    "500000": "两江新区",
    "500110": "万盛经济技术开发区|万盛经开区",
    "510100": "天府新区|成都东部新区",
    "510700": "绵阳科技城新区",
    "520000": "贵安新区",
    "520300": "新蒲新区",
    "522300": "义龙新区",
    "530100": "滇中新区|滇池国家旅游度假区|阳宗海风景名胜区",
    "610000": "西咸新区|杨凌农业高新技术产业示范区|杨凌示范区",
    "610100": "曲江新区|浐灞生态区|浐灞国际港|西安国际港务区|西安国家民用航天产业基地",
    "610500": "华山风景名胜区",
    "620100": "兰州新区",
    "630000": "青海湖景区",
    "632800": "柴达木循环经济试验区",
    "640000": "宁东能源化工基地",
    "650100": "甘泉堡经济技术开发区",
    "652300": "准东经济技术开发区|天山天池风景名胜区",
    "654300": "喀纳斯景区",
}
# The prefectures that a new area lies in, for those that lie in several or hold towns of other counties.
_LIES_IN = {
    "西咸新区": ("6101", "6104"),
    "雄安新区": ("1306",),
    "沈抚示范区": ("2101", "2104"),
    "沈抚新区": ("2101", "2104"),
    "赣江新区": ("3601", "3604"),
    "贵安新区": ("5201", "5204"),
    "两江新区": ("5001",),
    "兰州新区": ("6201",),
}
_SITES = {"xixianxinqu": "西咸新区", "xiongan": "雄安新区", "gaxq": "贵安新区", "lzxq": "兰州新区"}
_KNOWN = re.compile("|".join(f"(?P<p{code}>{names})" for code, names in _PLACES.items()))
_FREE_TRADE = re.compile("^[一-龥]{2,3}自由贸易试验区(?=.)")  # 上海自由贸易试验区临港新片区
_BEFORE = re.compile(
    "^(?:天津|河北|石家庄|辽宁|大连|吉林|江苏|南京|连云港|扬州|浙江|宁波|温州|湖州|安徽|福建|莆田|江西|山东|青岛|东营|日照|滨州|烟台|郑州|湖北|武汉|湖南|长沙|"
    "广州|广东|深圳|珠海|惠州|海南|重庆|四川|成都|贵州|云南|昆明|陕西|甘肃|西安|东莞|遵义|赣州|吉安|九江|南昌|漳州|台州|杭州|合肥|黄石|安阳|秦皇岛|邯郸|沧州|呼和浩特|鄂尔多斯|宁夏|新疆|乌鲁木齐|青海|内蒙古|汕头|黔西南州|兴义)[省市]?(?=..)"
)


def known_zone(words: str) -> tuple[str, str, str] | None:
    """(zone, code of its place, the words behind it) if the words start with a known zone, perhaps behind its city."""
    plain = section_of(words)
    found = _KNOWN.match(plain)
    if found is None and (found := _KNOWN.match(plain := _BEFORE.sub("", plain))) is None:
        return None
    return (found[0], str(found.lastgroup)[1:], plain[found.end() :])


def section_of(words: str) -> str:
    """The words behind the free trade zone of a province that the body is a section of: 湖南自由贸易试验区长沙片区."""
    return _FREE_TRADE.sub("", words)


def areas_told(text: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    """The starts of the codes in which the new areas lie that the page or its site names: 西咸新区 → 6101, 6104."""
    named = {
        *(area for area in _LIES_IN if area in text),
        *(_SITES[label] for label in labels if label in _SITES),
    }
    return tuple(start for area in sorted(named) for start in _LIES_IN[area])
