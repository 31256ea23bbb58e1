"""How a kernel is started: forked from a server that has the slow imports behind it, or plainly where that fails.

`server` is a program of its own and never imported; `line` asks it for kernels, `forking` starts it; `provisioner` is
what Jupyter finds by entry point and names in kernelspec/kernel.json.
"""
