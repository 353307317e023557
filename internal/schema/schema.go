// Package schema answers: what does a record look like, for programs that have never seen one? It carries the JSON Schema
// (draft 2020-12) of the record.
package schema

import _ "embed"

// JSON is the schema of one record.
//
//go:embed record.schema.json
var JSON string
