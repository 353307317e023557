package register

func (p *placing) story() error { return nil }
