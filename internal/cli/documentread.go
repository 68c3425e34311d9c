package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/tcptable/tcptable/internal/render"
)

// parseDocument reads a document of tcptable --json. Its errors are one line with the name of the file
// and the place in it. It takes fields that it does not know, which later versions may have.
func parseDocument(name string, text []byte) (*document, error) {
	p := &documentParser{
		text: text, decoder: json.NewDecoder(bytes.NewReader(text)),
		doc: &document{name: name, hasCookies: true, hasNetNS: true}, seen: make(map[string]bool),
	}
	if err := p.parse(); err != nil {
		what := p.explain(err) // which finds the place of an end in the middle
		return nil, fmt.Errorf("%s:%d: %s", p.doc.title(), p.line(), what)
	}
	return p.doc, nil
}

// documentParser is the state of one call of parseDocument.
type documentParser struct {
	text    []byte
	decoder *json.Decoder
	doc     *document
	seen    map[string]bool // the fields of the document
	problem int64           // where the text is wrong; 0: where the decoder stopped
}

// line is where the text is wrong, counted from 1.
func (p *documentParser) line() int {
	offset := p.problem
	if offset == 0 {
		offset = p.decoder.InputOffset()
	}
	before := p.text[:min(offset, int64(len(p.text)))]
	return 1 + bytes.Count(before, []byte("\n"))
}

// explain says what an error of package json means.
func (p *documentParser) explain(err error) string {
	var (
		syntax *json.SyntaxError
		kind   *json.UnmarshalTypeError
	)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		if len(bytes.TrimSpace(p.text)) == 0 {
			return "it is empty, and no document of tcptable --json"
		}
		p.problem = int64(len(p.text))
		return "it ends in the middle"
	case errors.As(err, &syntax):
		return "it is not JSON: " + syntax.Error() // which quotes what it has found
	case errors.As(err, &kind) && kind.Field == "":
		return "it cannot be the " + printable(kind.Value)
	case errors.As(err, &kind):
		return fmt.Sprintf("%s cannot be the %s", printable(kind.Field), printable(kind.Value))
	}
	return err.Error()
}

var errNoDocument = errors.New("it is not a document of tcptable --json")

func (p *documentParser) parse() error {
	if err := p.expect('{'); err != nil {
		return err
	}
	for p.decoder.More() {
		token, err := p.decoder.Token()
		if err != nil {
			return err
		}
		key, _ := token.(string)
		if p.seen[key] {
			return fmt.Errorf("%q is there twice", key)
		}
		p.seen[key] = true
		if err := p.field(key); err != nil {
			return err
		}
	}
	if _, err := p.decoder.Token(); err != nil {
		return err
	}
	for _, key := range []string{"schema_version", "source", "complete", "report", "connections"} {
		if !p.seen[key] {
			return fmt.Errorf("%w: it has no %q", errNoDocument, key)
		}
	}
	if _, err := p.decoder.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w alone: something follows it", errors.New("it is not one document"))
	}
	return nil
}

// expect reads a bracket.
func (p *documentParser) expect(bracket json.Delim) error {
	token, err := p.decoder.Token()
	if err != nil {
		return err
	}
	if token != bracket {
		return fmt.Errorf("%w: there should be a %v", errNoDocument, bracket)
	}
	return nil
}

// field reads the value of a field of the document.
func (p *documentParser) field(key string) error {
	switch key {
	case "schema_version":
		return p.version()
	case "source":
		return p.decode(key, &p.doc.source)
	case "complete":
		return p.decode(key, &p.doc.complete)
	case "report":
		var report struct {
			Begin   time.Time `json:"begin"`
			Missing []string  `json:"missing"`
		}
		err := p.decode(key, &report)
		p.doc.begin = report.Begin
		for _, missing := range report.Missing {
			p.doc.hasCookies = p.doc.hasCookies && missing != "cookie"
		}
		return err
	case "connections":
		return p.connections()
	}
	var any json.RawMessage
	return p.decode(key, &any)
}

func (p *documentParser) version() error {
	var version json.RawMessage
	if err := p.decode("schema_version", &version); err != nil {
		return err
	}
	if string(version) != fmt.Sprint(render.SchemaVersion) {
		return fmt.Errorf("its schema_version is %s, and only %d is known here", printable(string(version)), render.SchemaVersion)
	}
	return nil
}

func (p *documentParser) decode(key string, into any) error {
	err := p.decoder.Decode(into)
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) && kind.Field == "" {
		return fmt.Errorf("%s cannot be the %s", key, printable(kind.Value))
	}
	return err
}

// connections reads the rows. The place of a row that is wrong is where it begins.
func (p *documentParser) connections() error {
	if err := p.expect('['); err != nil {
		return err
	}
	for p.decoder.More() {
		before := p.decoder.InputOffset()
		var raw json.RawMessage
		if err := p.decoder.Decode(&raw); err != nil {
			return err
		}
		row, hasNetNS, err := parseRow(raw)
		if err != nil {
			p.problem = before + int64(bytes.IndexAny(p.text[before:], "{[\"tfn-0123456789"))
			return fmt.Errorf("row %d: %s", len(p.doc.rows)+1, p.explain(err))
		}
		p.doc.hasNetNS = p.doc.hasNetNS && hasNetNS
		p.doc.rows = append(p.doc.rows, row)
	}
	_, err := p.decoder.Token()
	return err
}
