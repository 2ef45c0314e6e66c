package project

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/sallyport/sallyport/internal/core/stack/serverless"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// serverless reads a Serverless Framework project. Files that it includes are read below its folder alone, symbolic links
// included.
func (p *Project) serverless(o Options) error {
	root, err := os.OpenRoot(p.Folder)
	if err != nil {
		return err
	}
	defer root.Close()
	s, err := serverless.Load(root.FS(), filepath.Base(p.File), serverless.Options{
		Stage: o.Stage, Region: o.Region, AccountID: o.AccountID, InstanceID: "sallyport", Env: o.Getenv,
	})
	if err != nil {
		return p.placed(err)
	}
	p.Template, p.StackName, p.Region, p.Tags = s.Template, s.StackName, s.Region, s.Tags
	p.Files = p.Files[:0]
	for _, f := range s.Files {
		p.Files = append(p.Files, filepath.Join(p.Folder, filepath.FromSlash(f)))
	}
	return nil
}

// placed names the file of an error as the user would: a Serverless project's files are known to its reader by their place
// in the project.
func (p *Project) placed(err error) error {
	var e *template.Error
	if errors.As(err, &e) {
		e.Pos = p.shownPos(e.Pos)
	}
	return err
}

func (p *Project) shownPos(pos template.Pos) template.Pos {
	if p.Kind == Serverless && pos.File != "" && !filepath.IsAbs(pos.File) {
		pos.File = shown(filepath.Join(p.Folder, filepath.FromSlash(pos.File)))
	}
	return pos
}
