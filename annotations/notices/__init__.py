"""Telling people what concerns them: the list of notices, and mails.

`recipients.py` says who is told of what. Notices are made from the record of actions
(`actions.make_notices`), read at `/me/notices/`, and mailed by `manage.py send_notices`.
"""
