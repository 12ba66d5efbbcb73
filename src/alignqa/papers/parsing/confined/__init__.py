"""Runs the reading of files in processes of its own, each file within limits of time and memory.

`allowance` says how much a file may cost, `processes` keeps the processes and kills them when a file costs more,
`process_main` is the program that they run, and `lifeline` ends them with the process that started them.
"""
