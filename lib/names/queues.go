package names

import "strings"

// DeadLetters follows a queue's name in the name of its dead-letter queue.
const DeadLetters = "-dead"

// MaxQueue is the longest name of a queue as the configuration gives it, in characters. The tightest name made of it is
// FIFODeadLetterQueue, for which SQS allows 80: 69 with the longest environment.
const MaxQueue = 40

// FIFOSuffix ends the names of queues of the type FIFO, and of their dead-letter queues (SQS API, CreateQueue).
const FIFOSuffix = ".fifo"

// Queue returns the name of a queue. SQS allows 80 characters.
func (e Environment) Queue(name string) string { return e.with(name) }

// DeadLetterQueue returns the name of a queue's dead-letter queue. SQS allows 80 characters.
func (e Environment) DeadLetterQueue(name string) string { return e.Queue(name) + DeadLetters }

// FIFOQueue returns the name of a queue of the type FIFO.
func (e Environment) FIFOQueue(name string) string { return e.Queue(name) + FIFOSuffix }

// FIFODeadLetterQueue returns the name of the dead-letter queue of a queue of the type FIFO, which has the same type.
func (e Environment) FIFODeadLetterQueue(name string) string {
	return e.DeadLetterQueue(name) + FIFOSuffix
}

// Title returns a hyphenated name as part of an output key or construct id: order-events becomes OrderEvents.
func Title(name string) string {
	var b strings.Builder
	for _, word := range strings.Split(name, "-") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}
