"""The parts of the follow-up screen: what is late and coming, what became of the people."""
