"""The parts of the coverage screen: whom the services reach, and who reports."""
