// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How a server answers.
 *
 * @param tokens the text, in pieces
 * @param calls the tools that the model asks for
 * @param status the status of the answer
 * @param brokenAfter after how many pieces it breaks, or -1
 * @param fault how it breaks
 * @param pauseMillis how long it waits before each piece
 */
record Script(List<String> tokens, List<Call> calls, int status, int brokenAfter, Fault fault, long pauseMillis) {

	static Script tokens(String... tokens) {
		return new Script(List.of(tokens), List.of(), 200, -1, Fault.CUT, 0);
	}

	static Script tokens(int count) {
		return new Script(IntStream.range(0, count).mapToObj((n) -> " t" + n).toList(), List.of(), 200, -1, Fault.CUT,
				0);
	}

	static Script status(int status) {
		return new Script(List.of(), List.of(), status, -1, Fault.CUT, 0);
	}

	static Script calls(Call... calls) {
		return new Script(List.of(), List.of(calls), 200, -1, Fault.CUT, 0);
	}

	Script brokenAfter(int tokens, Fault fault) {
		return new Script(this.tokens, this.calls, this.status, tokens, fault, this.pauseMillis);
	}

	Script slow(long pauseMillis) {
		return new Script(this.tokens, this.calls, this.status, this.brokenAfter, this.fault, pauseMillis);
	}

	String text() {
		return String.join("", this.tokens);
	}

	/**
	 * A call of a tool that the model asks for.
	 */
	record Call(String id, String name, String arguments) {

	}

	/**
	 * How an answer breaks off.
	 */
	enum Fault {

		/** The connection is closed. */
		CUT,

		/** The protocol's own error comes. */
		ERROR,

		/** Something comes that is no JSON. */
		MALFORMED

	}

}
