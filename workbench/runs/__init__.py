"""Runs: which notebooks are due for which regions and years, executing them aside, publishing them as pages.

`plan` says what is due and why, `execute` runs it by papermill in workers, `publish` puts results in place,
`page`, `index` and `changes` make the HTML, `kernel/` starts kernels, `scheduled` does it all unwatched. Planning
imports none of the libraries that execution needs.
"""
