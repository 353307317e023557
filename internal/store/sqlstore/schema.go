package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"rawi/internal/store"
)

// Migrate brings the tables of a database to the newest form that the migrations know, and gives its number. Tables of a newer form are
// left alone: the program that made them knows more of them than this one.
func Migrate(ctx context.Context, d goose.Dialect, db *sql.DB, migrations fs.FS) (int64, error) {
	p, err := goose.NewProvider(d, db, migrations, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return 0, fmt.Errorf("read migrations: %w", err)
	}
	sources := p.ListSources()
	newest := sources[len(sources)-1].Version
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
