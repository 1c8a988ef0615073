"""Describe AWS commands: names on standard input, one a line; each comes back with its options, required ones with a "!"."""
import sys

from awscli.clidriver import create_clidriver

# What every command takes, and nobody needs in a runbook.
COMMON = {"cli-input-json", "generate-cli-skeleton", "starting-token", "page-size", "max-items"}

services = create_clidriver().create_help_command().command_table
for line in sys.stdin:
    names = line.split()
    table, command = services, None
    for name in names:
        command = table.get(name)
        if command is None:
            break
        table = command.create_help_command().command_table if name != names[-1] else {}
    if command is None:
        print("unknown:", line.strip())
        continue
    options = [" --" + name + ("!" if argument.required else "") for name, argument in command.arg_table.items() if name not in COMMON and not argument.positional_arg]
    print(line.strip() + "".join(sorted(options)))
