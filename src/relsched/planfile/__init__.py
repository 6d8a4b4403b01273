"""The plan file: YAML to a plan and back, with lines, patches and the schema for editors."""
