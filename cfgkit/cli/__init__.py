"""The command line: arguments in, text or JSON out; no logic of its own.

| module      | idea                                                        |
|-------------|-------------------------------------------------------------|
| main        | the group of commands, and the way out of every error       |
| console     | exit codes; the only module that writes to standard error   |
| options     | options that several commands have                          |
| reading     | a FILE argument to a Document, `-` among them               |
| inputs      | FILE arguments to files that can be written again           |
| values      | where a secret's value comes from: never from argv          |
| editing     | what set, unset, comment and uncomment share                |
| completing  | section and key names of the file on the line               |
| cmd_*       | the commands; each is imported when it is used              |
"""

import gc

# Loading modules makes no garbage: collecting it meanwhile costs 6 ms of `get`. main.py turns it on again.
gc.disable()
