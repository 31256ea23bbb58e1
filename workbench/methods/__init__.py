"""Statistical methods, one small file each: `from workbench.methods.proportions import wilson`.

In: counts, as Polars expressions wherever the method works by row or by column. Out: expressions, or a small frozen
record. They know nothing of the form, of reports or of measures. Null, zero and absent never mix: what has no
answer is null. Nothing is imported here, so that a page that needs one method pays for no other.
"""
