"""The embedded AWS: MiniStack with the real template, moto with audited accounts, a local Slack.

Everything listens on the loopback interface only and leaves nothing behind. `stack.EmbeddedAws` is
the front door.
"""
