package result

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// errNoPoints says that a run has nothing to draw.
var errNoPoints = errors.New("no contestant of the chart was measured")

// WriteChart draws, as SVG, how the time grows with the table for those who do some works. Both axes
// are logarithmic: a straight line that rises by a decade for each decade is a constant cost per row.
func (r *Run) WriteChart(out io.Writer, title string, works ...Work) error {
	p := plot.New()
	p.Title.Text = title
	p.X.Label.Text, p.Y.Label.Text = "sockets", "time"
	p.Legend.Top, p.Legend.Left = true, true
	p.Add(plotter.NewGrid())
	lines := 0
	for _, c := range r.Contestants {
		points := r.points(c.Name)
		if !c.Charted || !slices.Contains(works, c.Work) || len(points) == 0 {
			continue
		}
		if err := addLine(p, c, points, lines); err != nil {
			return err
		}
		lines++
	}
	if lines == 0 {
		return errNoPoints
	}
	logarithmic(&p.X, func(v float64) string { return grouped(int(v)) })
	logarithmic(&p.Y, func(v float64) string { return fmt.Sprintf("%g s", v) })
	canvas := vgsvg.New(24*vg.Centimeter, 16*vg.Centimeter)
	p.Draw(draw.New(canvas))
	_, err := canvas.WriteTo(out)
	return err
}

// points are the medians of a contestant. One that was stopped ends where that was.
func (r *Run) points(name string) (points plotter.XYs) {
	for _, size := range r.Sizes {
		if m, ok := r.Median(name, size.Rows); ok && size.Rows > 0 {
			points = append(points, plotter.XY{X: float64(size.Rows), Y: m.Wall.Seconds()})
			if m.Cut {
				break
			}
		}
	}
	return points
}

// addLine draws what is ours with solid lines, what is not with dashes.
func addLine(p *plot.Plot, c Contestant, points plotter.XYs, n int) error {
	line, dots, err := plotter.NewLinePoints(points)
	if err != nil {
		return fmt.Errorf("chart: %s: %w", c.Name, err)
	}
	line.Color, dots.Color, dots.Shape = plotutil.Color(n), plotutil.Color(n), plotutil.Shape(n)
	line.Width = vg.Points(2)
	if !c.Ours {
		line.Width, line.Dashes = vg.Points(1), []vg.Length{vg.Points(4), vg.Points(3)}
	}
	p.Add(line, dots)
	p.Legend.Add(c.What, line, dots)
	return nil
}

// logarithmic makes an axis of whole decades around what it has to show.
func logarithmic(a *plot.Axis, label func(float64) string) {
	first, last := int(math.Floor(math.Log10(a.Min))), int(math.Ceil(math.Log10(a.Max)))
	last = max(last, first+1)
	var ticks plot.ConstantTicks
	for decade := first; decade <= last; decade++ {
		v := math.Pow10(decade)
		ticks = append(ticks, plot.Tick{Value: v, Label: label(v)})
	}
	a.Min, a.Max = math.Pow10(first), math.Pow10(last)
	a.Scale, a.Tick.Marker = plot.LogScale{}, ticks
}
