"""How alike the narratives of reports are, and which sentences two of them share (文字重复).

In: texts. Out: for each text its nearest others with the cosine of their character n-grams (two to four characters,
TF-IDF), and sentence pairs side by side. It says that texts are alike, never who copied; the form's own phrases make
all reports somewhat alike. Needs the extra `text` (scikit-learn); no model is downloaded.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.bodies import codes_above
from workbench.duplicates import narratives as narratives
from workbench.errors import BadCall
from workbench.methods.numpy_later import np
from workbench.peers import once
from workbench.themes import SHORTEST, is_heading, sentences_of

if TYPE_CHECKING:
    from workbench.frames import Frames

NGRAMS = (2, 4)
FEATURES = 2**18  # hashed, so that a country's texts need no vocabulary in memory
ALIKE = 0.6  # of two sentences: two signs of seventeen changed give 0.66, a word put in between 0.53
BLOCK = 2000  # texts compared at once: bounds the memory of the products
CANDIDATES = 300  # other bodies that a page compares with: the nearest places first
NEAREST = {"report_id": pl.String, "other": pl.String, "similarity": pl.Float64}
PAIRS = {"here": pl.String, "there": pl.String, "similarity": pl.Float64}


def available() -> bool:
    """Whether scikit-learn is there."""
    return find_spec("sklearn") is not None


def nearest(texts: pl.DataFrame, *, of: list[str] | None = None, k: int = 1) -> pl.DataFrame:
    """For each report (or those of `of`) its `k` most similar others among the texts: report_id, other, similarity.

    Raises BadCall where scikit-learn is missing. Work grows with the product of both numbers, memory does not.
    """
    asked = texts if of is None else texts.filter(pl.col("report_id").is_in(of))
    if texts.height < 2 or asked.is_empty():
        return pl.DataFrame(schema=NEAREST)
    weigh = _weights(texts["text"].to_list())
    every, ids = weigh(texts["text"].to_list()), texts["report_id"].to_list()
    place = {report: number for number, report in enumerate(ids)}
    rows = []
    for start in range(0, asked.height, BLOCK):
        some = asked["report_id"].to_list()[start : start + BLOCK]
        found = (every[[place[report] for report in some]] @ every.T).toarray()
        for report, line in zip(some, found, strict=True):
            line[place[report]] = -1
            best = np.argsort(-line, kind="stable")[: min(k, len(ids) - 1)]
            rows += [(report, ids[other], float(line[other])) for other in best]
    return pl.DataFrame(rows, schema=NEAREST, orient="row")


def of_pairs(texts: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The likeness of each pair (`report_id`, `other`) of these texts, n-grams weighed over all of them."""
    if pairs.is_empty():
        return pl.DataFrame(schema=NEAREST)
    place = {report: number for number, report in enumerate(texts["report_id"])}
    every = _weights(texts["text"].to_list())(texts["text"].to_list())
    one, other = ([place[report] for report in pairs[side]] for side in ("report_id", "other"))
    alike = np.asarray(every[one].multiply(every[other]).sum(axis=1)).ravel()
    return pairs.select("report_id", "other").with_columns(similarity=pl.Series(alike, dtype=pl.Float64))


def shared(here: str, there: str) -> pl.DataFrame:
    """Sentences of two texts that are nearly the same, side by side: `here`, `there`, `similarity`."""
    own, other = (
        [part for part in sentences_of(text) if len(part) >= SHORTEST and not is_heading(part)]
        for text in (here, there)
    )
    if not own or not other:
        return pl.DataFrame(schema=PAIRS)
    weigh = _weights(own + other)
    found = (weigh(own) @ weigh(other).T).toarray()
    best = found.argmax(axis=1)
    rows = [
        (sentence, other[column], float(min(found[row, column], 1.0)))
        for row, (sentence, column) in enumerate(zip(own, best, strict=True))
        if found[row, column] >= ALIKE
    ]
    return pl.DataFrame(rows, schema=PAIRS, orient="row")


def candidates(frames: Frames, report: str) -> tuple[str | None, list[str]]:
    """The same body's report of the year before, and reports of other bodies of its level, kind and year.

    At most CANDIDATES of these: those of its county first, then of its prefecture, its province, the country.
    """
    mine = frames.find(pl.col("report_id") == report)
    own, codes = mine.row(0, named=True), mine.select(**codes_above()).row(0, named=True)
    before = once(frames, pl.col("body_id") == own["body_id"], pl.col("year") == own["year"] - 1)
    of_year = once(frames, pl.col("year").eq_missing(pl.lit(own["year"], pl.Int32)))
    like = [pl.col(name).eq_missing(pl.lit(own[name])) for name in ("level", "kind")]
    others = of_year.filter(*like, pl.col("body_id") != own["body_id"])
    near = pl.sum_horizontal((code == codes[level]).fill_null(False) for level, code in codes_above().items())
    chosen = others.sort(near, "place", "report_id", descending=[True, False, False]).head(CANDIDATES)
    return (before["report_id"][0] if before.height else None), chosen["report_id"].to_list()


def _weights(texts: list[str]) -> Any:
    """A function from texts to their normalised rows, weighted by how rare each n-gram is among these texts."""
    try:
        from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
    except ImportError as error:
        raise BadCall(
            where="comparison of narratives",
            found="no scikit-learn",
            expected="the extra `text`",
            todo="Run: make setup EXTRAS=text",
        ) from error
    hashed = HashingVectorizer(
        analyzer="char", ngram_range=NGRAMS, n_features=FEATURES, alternate_sign=False, norm=None
    )
    weights = TfidfTransformer(sublinear_tf=True).fit(hashed.transform(texts))
    return lambda some: weights.transform(hashed.transform(some))
