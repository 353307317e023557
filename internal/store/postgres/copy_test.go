//go:build unix

package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"rawi/internal/store"
)

// markRows are rows of the table of marks, as many as reports leave, of which none is there yet.
func markRows(first, n int) [][]any {
	rows := make([][]any, n)
	for i := range rows {
		key := store.Key("mark", fmt.Sprint(first+i))
		rows[i] = []any{int64(1 + i%4), int64(first+i) * 0x1e3779b97f4a7c15, []byte(key[:16])}
	}
	return rows
}

// byInsert sends rows as the store does: fifty a statement, all statements in one journey.
func byInsert(ctx context.Context, c *pgx.Conn, tx pgx.Tx, rows [][]any) error {
	const many = 50
	var batch pgx.Batch
	for ; len(rows) > 0; rows = rows[min(many, len(rows)):] {
		var slots []string
		var args []any
		for i, r := range rows[:min(many, len(rows))] {
			slots = append(slots, fmt.Sprintf("($%d, $%d, $%d)", 3*i+1, 3*i+2, 3*i+3))
			args = append(args, r...)
		}
		batch.Queue("INSERT INTO marks (space, mark, ref) VALUES "+strings.Join(slots, ", ")+" ON CONFLICT DO NOTHING", args...)
	}
	return tx.SendBatch(ctx, &batch).Close()
}

// byCopy brings rows into a staging table by COPY, and from there into their own.
func byCopy(ctx context.Context, c *pgx.Conn, tx pgx.Tx, rows [][]any) error {
	if _, err := c.CopyFrom(ctx, pgx.Identifier{"staging"}, []string{"space", "mark", "ref"}, pgx.CopyFromRows(rows)); err != nil {
		return err
	}
	var batch pgx.Batch
	batch.Queue("INSERT INTO marks SELECT space, mark, ref FROM staging ON CONFLICT DO NOTHING")
	batch.Queue("TRUNCATE staging")
	return tx.SendBatch(ctx, &batch).Close()
}

// BenchmarkRows compares both ways of bringing rows into a table, for those of one report, which the next report must find, and for those
// of a whole transaction.
func BenchmarkRows(b *testing.B) {
	ctx := context.Background()
	for _, way := range []struct {
		name string
		put  func(context.Context, *pgx.Conn, pgx.Tx, [][]any) error
	}{{"insert", byInsert}, {"copy", byCopy}} {
		for _, n := range []int{200, 6400} {
			b.Run(fmt.Sprintf("%s/%d", way.name, n), func(b *testing.B) {
				url := database(b)
				open(b, url)
				c, err := pgx.Connect(ctx, url)
				if err != nil {
					b.Fatal(err)
				}
				defer c.Close(ctx)
				if _, err := c.Exec(ctx, "CREATE TEMPORARY TABLE staging (space BIGINT, mark BIGINT, ref BYTEA)"); err != nil {
					b.Fatal(err)
				}
				tx, err := c.Begin(ctx)
				if err != nil {
					b.Fatal(err)
				}
				for i := 0; b.Loop(); i++ {
					if err := way.put(ctx, c, tx, markRows(i*n, n)); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/row")
				if err := tx.Commit(ctx); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}
