package register

func (p *placing) agreements() error { return nil }
