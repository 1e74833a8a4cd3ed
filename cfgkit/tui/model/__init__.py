"""An open file and all that is shown of it, as values and pure functions. No Textual here.

| module                         | idea                                                                      |
|--------------------------------|---------------------------------------------------------------------------|
| session                        | an open file: what was read, the history of Documents with their findings |
| rows, search, view, toggles    | what there is to list, found by words, listed or not                      |
| jumps                          | where the cursor was, and the way back                                    |
| inspector, pending             | all that is known of a row; what a save would change of it                |
| edits, fields, pasted          | the edits of a row; the field that fits its type; many lines as one edit  |
| raw                            | the file line by line, with what a save would change in it                |
| compared                       | what differs from other files; what takes a value over                    |
| selecting                      | the changes in parts: what is saved now, what is left for later           |
| outside                        | what others did to the file                                               |
| recovery, restoring, unsecret  | unsaved edits as data without secrets, and the way back                   |
| export                         | what is listed, as YAML, Markdown or commands                             |
| files, paths                   | the files that can be gone to; paths as a user types them                 |
| mail_plan, lines               | the plan of the mail settings, value by value; labelled lines             |
| mail_trial, .._extras, .._means | what the next mail test is to do, and by which secrets                   |
| mail_result                    | what came of it                                                           |
| words                          | what is said of an error                                                  |
"""
