"""Queries whose SQL is compiled once in a process."""
