package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/tcptable/tcptable/internal/render"
	"github.com/tcptable/tcptable/internal/rights"
)

const aboutDoctor = `doctor tries what tcptable can do here, and says what does not work, why, and which
privilege would help, with the exact commands that grant it. It changes nothing: the
one connection that it closes, to try kill, is its own, on loopback.

The exit code is 0 if the table can be read at all.`

type doctorOptions struct {
	json  bool
	color colorMode
}

func newDoctor(env Env) *cobra.Command {
	o := doctorOptions{color: colorAuto}
	cmd := &cobra.Command{
		Use:   "doctor [flags]",
		Short: "try what works here, and say which privilege would add what",
		Long:  aboutDoctor,
		Example: `tcptable doctor          # what works for me
sudo tcptable doctor     # and for root
tcptable doctor --json   # the same for a program`,
		Args:              noArguments,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return env.doctor(cmd.Context(), cmd.OutOrStdout(), &o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVar(&o.json, "json", false, "one JSON object")
	f.Var(&o.color, "color", "colours: auto (the default: on a terminal only), always or never")
	completeWords(cmd, map[string][]string{"color": colorWords()})
	return cmd
}

func (env *Env) doctor(ctx context.Context, stdout io.Writer, o *doctorOptions) error {
	program, err := env.Program()
	if err != nil {
		return fmt.Errorf("where this program lies: %w", err)
	}
	r, err := env.Rights(program)
	if err != nil {
		return err
	}
	c := &render.Checkup{
		Version: version(), System: systemName(runtime.GOOS) + "/" + runtime.GOARCH,
		User: cmp.Or(env.Privilege(), "as "+env.UserName()), Program: program,
	}
	for _, capability := range r.Effective.All() {
		c.Capabilities = append(c.Capabilities, capability.String())
	}
	e := examiner{env: env, rights: r}
	unreadable := e.examine(ctx)
	if err := ctx.Err(); err != nil {
		return err
	}
	c.Checks = e.checks
	c.Advice = advise(env, &e, program)
	if o.json {
		err = render.CheckupJSON(stdout, c)
	} else {
		err = render.CheckupText(stdout, c, env.wantsColor(o.color))
	}
	if err != nil {
		return err
	}
	return unreadable
}

// examiner tries one thing after the other.
type examiner struct {
	env    *Env
	rights rights.Rights
	checks []render.Check
	wanted rights.Set // what would help
	hidden bool       // processes are
}

// add keeps a result, with the capabilities that would help: those of needs that are not there.
func (e *examiner) add(c render.Check, needs ...rights.Capability) {
	for _, capability := range needs {
		if c.Status != render.Missing && !e.rights.Effective.Has(capability) {
			c.Needs = append(c.Needs, capability.String())
			e.wanted |= rights.SetOf(capability)
		}
	}
	e.checks = append(e.checks, c)
}
