package register

func (p *placing) triggers() error { return nil }
