package register

func (p *placing) resolve() error { return nil }
