package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"

	"rawi/internal/store"
)

// attempts is how often tables are made: two programs that open a new register at once make them against each other, and one of them
// finds them made when it looks again.
const attempts = 8

// Migrate brings the tables of a database to the newest form that the migrations know, and gives its number. Tables of a newer form are
// left alone: the program that made them knows more of them than this one.
func Migrate(ctx context.Context, d goose.Dialect, db *sql.DB, migrations fs.FS) (int64, error) {
	p, err := goose.NewProvider(d, db, migrations, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return 0, fmt.Errorf("read migrations: %w", err)
	}
	sources := p.ListSources()
	newest := sources[len(sources)-1].Version
	for try := 1; ; try++ {
		is, err := migrate(ctx, p, newest)
		if err == nil || try == attempts || errors.Is(err, store.ErrNewer) {
			return is, err
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(time.Duration(try) * 50 * time.Millisecond):
		}
	}
}

func migrate(ctx context.Context, p *goose.Provider, newest int64) (int64, error) {
	is, err := p.GetDBVersion(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the version of the tables: %w", err)
	}
	if is > newest {
		return is, fmt.Errorf("its tables are of version %d, this program knows %d: %w", is, newest, store.ErrNewer)
	}
	if is < newest {
		if _, err := p.Up(ctx); err != nil {
			return is, fmt.Errorf("make tables: %w", err)
		}
	}
	return newest, nil
}
