"""One file a command: `workbench NAME` runs `command` of `workbench.commands.NAME`. The work is done elsewhere."""
