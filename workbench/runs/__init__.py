"""Runs: which notebooks are due for which regions and years, executing them aside, publishing them as pages.

`plan` says what is due and why, `execute` runs it by papermill in workers, `publish` puts results in place,
`page` and `index` make the HTML. Planning imports none of the libraries that execution needs.
"""
