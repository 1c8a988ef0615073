package browser

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// patience is how long a command or an expected event may take. On a busy machine axe-core needs more than a minute for the largest page.
const patience = 3 * time.Minute

// wire carries commands to the browser, and answers and events back. Each message is JSON that ends with a zero byte.
type wire struct {
	to      *os.File
	mu      sync.Mutex
	last    int
	waiting map[int]chan message
	events  map[string]*events // by session
	ended   error
}

type message struct {
	ID        int                       `json:"id,omitempty"`
	SessionID string                    `json:"sessionId,omitempty"`
	Method    string                    `json:"method,omitempty"`
	Params    json.RawMessage           `json:"params,omitempty"`
	Result    json.RawMessage           `json:"result,omitempty"`
	Error     *struct{ Message string } `json:"error,omitempty"`
}

func newWire(to, from *os.File) *wire {
	w := &wire{to: to, waiting: map[int]chan message{}, events: map[string]*events{}}
	go w.read(from)
	return w
}

// read delivers what the browser says until it ends.
func (w *wire) read(from *os.File) {
	defer from.Close()
	in := bufio.NewReader(from)
	for {
		line, err := in.ReadBytes(0)
		if err != nil {
			w.end(err)
			return
		}
		var m message
		if err := json.Unmarshal(line[:len(line)-1], &m); err != nil {
			w.end(err)
			return
		}
		w.mu.Lock()
		answer, known := w.waiting[m.ID]
		delete(w.waiting, m.ID)
		listener := w.events[m.SessionID]
		w.mu.Unlock()
		switch {
		case m.ID != 0 && known:
			answer <- m
		case m.Method != "" && listener != nil:
			listener.add(Event{Method: m.Method, Params: m.Params})
		}
	}
}

func (w *wire) end(err error) {
	if errors.Is(err, io.EOF) {
		err = errors.New("the browser has ended")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = err
	for id, answer := range w.waiting {
		close(answer)
		delete(w.waiting, id)
	}
}

// call sends a command and waits for its answer.
func (w *wire) call(session, method string, params, result any) error {
	given, err := json.Marshal(params)
	if err != nil {
		return err
	}
	if params == nil {
		given = []byte("{}")
	}
	answer := make(chan message, 1)
	w.mu.Lock()
	if w.ended != nil {
		w.mu.Unlock()
		return w.ended
	}
	w.last++
	id := w.last
	w.waiting[id] = answer
	line, _ := json.Marshal(message{ID: id, SessionID: session, Method: method, Params: given})
	_, err = w.to.Write(append(line, 0))
	w.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case m, ok := <-answer:
		switch {
		case !ok:
			return w.ended
		case m.Error != nil:
			return errors.New(m.Error.Message)
		case result != nil:
			return json.Unmarshal(m.Result, result)
		}
		return nil
	case <-time.After(patience):
		return fmt.Errorf("no answer within %s", patience)
	}
}

// listen keeps the events of a session from now on.
func (w *wire) listen(session string) *events {
	e := &events{came: make(chan struct{}, 1)}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events[session] = e
	return e
}

// Event is something that happened in a page.
type Event struct {
	Method string
	Params json.RawMessage
}

// events are all that a page has had.
type events struct {
	mu   sync.Mutex
	all  []Event
	came chan struct{}
}

func (e *events) add(event Event) {
	e.mu.Lock()
	e.all = append(e.all, event)
	e.mu.Unlock()
	select {
	case e.came <- struct{}{}:
	default:
	}
}

// from returns the events after the first n.
func (e *events) from(n int) []Event {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]Event(nil), e.all[n:]...)
}
