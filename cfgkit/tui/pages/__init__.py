"""The pages, each over the session of the open file; none keeps a copy of it.

| module             | idea                                                           |
|--------------------|----------------------------------------------------------------|
| page               | what all pages share                                           |
| searching          | a field for words beside a list                                |
| settings, editing  | finding settings, and the edits of the one under the cursor    |
| raw                | the file itself, in step with the settings                     |
| compare            | the differences from other files                               |
| mail, mail_testing | the plan of the mail settings, and a test of it                |
| exporting          | what a page lists, to the clipboard or to a file               |
"""
