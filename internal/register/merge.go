package register

func (p *placing) merge() error { return nil }
