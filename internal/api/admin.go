package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"rawi/internal/news"
)

// Known is somebody who has a token.
type Known struct {
	Name string `json:"name" minLength:"1" maxLength:"64" pattern:"^[^\\s#]\\S*$"`
	Role string `json:"role" enum:"reader,editor,admin"`
}

// Secret is a token that was made: it is told once and kept nowhere.
type Secret struct {
	Known
	Token string `json:"token"`
}

// Work is what a job is to do.
type Work struct {
	Kind string `json:"kind" enum:"recode,compact" doc:"read every report again with the tables of now, or give back the room of what was replaced"`
}

// Again reads again what a record was read from.
type Again func(ctx context.Context, old news.Record) (news.Record, error)

// started is a job that has begun.
type started struct {
	Location string `header:"Location"`
	Body     Job
}

func (a *API) administering() {
	errs := append([]int{http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType}, faults...)
	op := func(method, name, path, summary string, status int) huma.Operation {
		return huma.Operation{Method: method, Path: path, OperationID: name, Summary: summary, Tags: []string{"administration"}, Metadata: needs(Admin),
			MaxBodyBytes: MaxBody, BodyReadTimeout: bodyTime, DefaultStatus: status, Errors: errs}
	}
	huma.Register(a.huma, op(http.MethodGet, "list-tokens", "/tokens", "Who has a token, and in which role", http.StatusOK), func(context.Context, *struct{}) (*answer[List[Known]], error) {
		out := &answer[List[Known]]{Body: List[Known]{Items: []Known{}}}
		for _, c := range a.Tokens.Callers() {
			out.Body.Items = append(out.Body.Items, Known{c.Name, c.Role.String()})
		}
		return out, nil
	})
	huma.Register(a.huma, op(http.MethodPost, "make-token", "/tokens", "Make a token for somebody; it is told once", http.StatusCreated), func(ctx context.Context, in *struct{ Body Known }) (*answer[Secret], error) {
		role, _ := RoleOf(in.Body.Role)
		secret, err := a.Tokens.Make(role, in.Body.Name)
		return &answer[Secret]{Body: Secret{in.Body, secret}}, a.tokenFault(ctx, err)
	})
	huma.Register(a.huma, op(http.MethodDelete, "revoke-token", "/tokens/{name}", "Take somebody's token away", http.StatusNoContent), func(ctx context.Context, in *struct {
		Name string `path:"name" maxLength:"64"`
	}) (*struct{}, error) {
		return nil, a.tokenFault(ctx, a.Tokens.Revoke(in.Name))
	})
	huma.Register(a.huma, op(http.MethodPost, "start-job", "/jobs", "Begin work on the whole register; one at a time", http.StatusAccepted), func(ctx context.Context, in *struct{ Body Work }) (*started, error) {
		j, err := a.jobs.start(in.Body.Kind, CallerOf(ctx).decider(), a.work(in.Body.Kind), a.Now)
		if err != nil {
			return nil, huma.Error409Conflict(err.Error())
		}
		return &started{Prefix + "/jobs/" + j.ID, j}, nil
	})
	huma.Register(a.huma, op(http.MethodGet, "list-jobs", "/jobs", "Work on the whole register since the server started, the latest first", http.StatusOK), func(context.Context, *struct{}) (*answer[List[Job]], error) {
		return &answer[List[Job]]{Body: List[Job]{Items: a.jobs.all()}}, nil
	})
	type named struct {
		ID string `path:"id" maxLength:"40"`
	}
	huma.Register(a.huma, op(http.MethodGet, "get-job", "/jobs/{id}", "How far a job has come", http.StatusOK), func(_ context.Context, in *named) (*answer[Job], error) {
		return a.job(in.ID, false)
	})
	huma.Register(a.huma, op(http.MethodDelete, "stop-job", "/jobs/{id}", "Stop a job; what it has done stays done", http.StatusOK), func(_ context.Context, in *named) (*answer[Job], error) {
		return a.job(in.ID, true)
	})
}

// tokenFault names what is wrong with a change of tokens.
func (a *API) tokenFault(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, ErrNoTokens), errors.Is(err, ErrNamed), errors.Is(err, ErrLastAdmin):
		return huma.Error409Conflict(err.Error())
	case errors.Is(err, ErrUnnamed):
		return huma.Error404NotFound(err.Error())
	}
	return a.fault(ctx, err)
}

// job tells of a job, after stopping it where that is asked.
func (a *API) job(id string, stop bool) (*answer[Job], error) {
	j, ok := a.jobs.find(id, stop)
	if !ok {
		return nil, huma.Error404NotFound("there is no such job")
	}
	return &answer[Job]{Body: j}, nil
}

// work is what a job does. It tells of each report, and whether it went well.
func (a *API) work(kind string) func(ctx context.Context, told func(ok bool)) error {
	return func(ctx context.Context, told func(bool)) (err error) {
		if kind == "compact" {
			err = a.Register.Store().Compact(ctx)
		} else {
			err = a.Register.Recode(ctx, a.Again, func(doc string, err error) {
				told(err == nil)
				if err != nil && ctx.Err() == nil {
					a.Log.WarnContext(ctx, "not read again", "document", doc, "reason", err)
				}
			})
		}
		if err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "job failed", "kind", kind, "error", err)
		}
		return err
	}
}
