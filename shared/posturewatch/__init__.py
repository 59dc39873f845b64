"""Posturewatch: is our cloud defensible right now?"""
