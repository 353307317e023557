package api

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"rawi/internal/ask"
)

// plain is a help without the marks around the name of its value.
func plain(help string) string { return strings.ReplaceAll(help, "`", "") }

// parameters describe what narrows a list.
func parameters(list string, required ...string) []*huma.Param {
	var out []*huma.Param
	for _, p := range ask.Params(list) {
		one := &huma.Param{Name: p.Name, In: "query", Description: plain(p.Help), Schema: valueOf(p)}
		for _, name := range required {
			one.Required = one.Required || name == p.Name
		}
		out = append(out, one)
	}
	return out
}

// valueOf is the schema of a parameter's value.
func valueOf(p ask.Param) *huma.Schema {
	one := &huma.Schema{Type: huma.TypeString}
	switch p.Name {
	case "limit":
		least, most := 0.0, float64(ask.MaxLimit)
		one = &huma.Schema{Type: huma.TypeInteger, Minimum: &least, Maximum: &most}
	case "min-origins", "max-origins":
		least := 0.0
		one = &huma.Schema{Type: huma.TypeInteger, Minimum: &least}
	case "min-confidence":
		least, most := 0.0, 1.0
		one = &huma.Schema{Type: huma.TypeNumber, Minimum: &least, Maximum: &most}
	case "from", "to", "on":
		one.Format = "date"
	}
	switch {
	case p.Flag:
		return &huma.Schema{Type: huma.TypeBoolean}
	case p.Many:
		return &huma.Schema{Type: huma.TypeArray, Items: one}
	}
	return one
}

func anys(list []string) []any {
	var out []any
	for _, v := range list {
		out = append(out, v)
	}
	return out
}

// unknowns lets what a record does not know be null where its field is always there.
func unknowns(schemas huma.Registry) {
	for name, s := range schemas.Map() {
		t := schemas.TypeFromRef("#/components/schemas/" + name)
		if t == nil || t.Kind() != reflect.Struct {
			continue
		}
		for _, f := range reflect.VisibleFields(t) {
			field, option, _ := strings.Cut(f.Tag.Get("json"), ",")
			if p := s.Properties[field]; p != nil && p.Ref != "" && f.Type.Kind() == reflect.Pointer && option == "" {
				s.Properties[field] = &huma.Schema{AnyOf: []*huma.Schema{{Ref: p.Ref}, {Type: "null"}}}
			}
		}
	}
}
