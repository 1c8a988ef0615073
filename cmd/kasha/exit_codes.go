package main

import "fmt"

// The exit codes of kasha. `kasha sql` ends with that of mysql instead, if the SQL fails.
const (
	exitDone    = 0
	exitNo      = 1
	exitUsage   = 2
	exitUnknown = 3
)

// exitMeaning is one row of the table of exit codes.
type exitMeaning struct {
	Code    int
	Meaning string
}

func exitMeanings() []exitMeaning {
	return []exitMeaning{
		{exitDone, "done, or the answer is yes"},
		{exitNo, "failed, or the answer is no: a loss, a violation, no connection, an invalid configuration"},
		{exitUsage, "the command line is wrong, or names what does not exist; nothing was done"},
		{exitUnknown, "no answer: nothing was found, but the templates hold something that the model does not understand"},
	}
}

// exitCode is an error that ends the program with a code of its own.
type exitCode struct {
	error
	code int
}

func (e exitCode) ExitCode() int { return e.code }

func (e exitCode) Unwrap() error { return e.error }

// usage returns an error of the command line itself.
func usage(format string, arguments ...any) error {
	return exitCode{error: fmt.Errorf(format, arguments...), code: exitUsage}
}

// codeOf returns the exit code for an error: its own ExitCode, or 1. Among several errors, such as one for each environment, an
// error without a code of its own decides.
func codeOf(err error) int {
	switch err := err.(type) {
	case nil:
		return exitDone
	case interface{ ExitCode() int }:
		return err.ExitCode()
	case interface{ Unwrap() []error }:
		code := exitDone
		for _, one := range err.Unwrap() {
			if each := codeOf(one); code == exitDone || each == exitNo {
				code = each
			}
		}
		return code
	}
	return exitNo
}
