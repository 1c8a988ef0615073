"""Describe AWS commands: one name on each line of standard input. Each is printed with its options, required ones with a "!"."""
import sys

from awscli.clidriver import create_clidriver

# Options of every command that runbooks do not need.
COMMON = {"cli-input-json", "generate-cli-skeleton", "starting-token", "page-size", "max-items"}

# The AWS CLI for Python is version 1. These commands are new in version 2; their options are those of its reference.
VERSION_2 = {"logs tail": ["filter-pattern", "follow", "format", "log-stream-name-prefix", "log-stream-names", "since"]}

services = create_clidriver().create_help_command().command_table
for line in sys.stdin:
    names = line.split()
    if line.strip() in VERSION_2:
        print(line.strip() + "".join(" --" + option for option in VERSION_2[line.strip()]))
        continue
    table, command = services, None
    for name in names:
        command = table.get(name)
        if command is None:
            break
        table = command.create_help_command().command_table if name != names[-1] else {}
    if command is None:
        print("unknown:", line.strip())
        continue
    options = [
        " --" + name + ("!" if argument.required else "")
        for name, argument in command.arg_table.items()
        if name not in COMMON and not argument.positional_arg
    ]
    print(line.strip() + "".join(sorted(options)))
