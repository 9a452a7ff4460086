// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Something that a random program does: mostly a call that is a run, with what happens
 * inside it.
 *
 * @param id the number of the action in its program
 * @param kind what it is
 * @param method how it is called
 * @param source what the provider or the body does
 * @param demand how a stream is consumed
 * @param trigger what ends it early
 * @param timeout the timeout of the run, or {@code null}
 * @param named the handlers that the call names
 * @param number how many items, tokens or yields; the handler to add or remove
 * @param together whether what is inside is begun at once and waited for then
 * @param inside what happens in the body
 */
record Action(int id, Kind kind, Method method, Source source, Demand demand, Trigger trigger, Duration timeout,
		List<Integer> named, int number, boolean together, List<Action> inside) {

	enum Kind {

		MODEL, CHAIN, TOOL, RETRIEVER, AGENT, DRIVEN, GENERATE, BATCH, STEPS, ADD, REMOVE, YIELD;

		boolean isBody() {
			return this == CHAIN || this == TOOL || this == RETRIEVER || this == AGENT;
		}

		boolean isRun() {
			return this != ADD && this != REMOVE && this != YIELD;
		}

	}

	enum Method {

		CALL, CALL_ASYNC, SUBMIT, STREAM, MONO, EVENTS;

		boolean isBlocking() {
			return this == CALL;
		}

	}

	/**
	 * The behaviour of a provider or a body.
	 *
	 * @param items the number of chunks or items
	 * @param end the ending
	 * @param thread the thread it works on
	 * @param streaming whether a call for a whole answer is streamed
	 */
	record Source(int items, End end, On thread, boolean streaming) {

		enum End {

			NORMAL, FAILS, NEVER

		}

		enum On {

			HERE, PARALLEL, LATER

		}

	}

	/**
	 * The demand of a stream's consumer.
	 *
	 * @param first the first request, 0 for all
	 * @param take the number of items after which it is closed, 0 for never
	 * @param elsewhere whether further requests come from another thread
	 */
	record Demand(int first, int take, boolean elsewhere) {
	}

	/**
	 * The trigger of an early ending.
	 *
	 * @param effect the effect
	 * @param moment the moment
	 * @param number the number of yields, or of the chunk
	 */
	record Trigger(Effect effect, Moment moment, int number) {

		static final Trigger NONE = new Trigger(Effect.NONE, Moment.NOW, 0);

		enum Effect {

			NONE, CANCEL, COMPLETE, FAIL, INTERRUPT, OR_TIMEOUT

		}

		enum Moment {

			NOW, AFTER_YIELDS, INSIDE

		}

	}

	/** The id of its run, or of the first of its runs. */
	UUID runId(long seed) {
		return new UUID(seed, this.id);
	}

	String tag() {
		return "a" + this.id;
	}

	/** Whether its caller may go on before the end: one who closes does not wait. */
	boolean endsEarly() {
		return this.trigger.effect() != Trigger.Effect.NONE || this.timeout != null || this.demand.take() > 0;
	}

	void print(StringBuilder text, String indent) {
		text.append(indent).append("a").append(this.id).append(" ").append(this.kind);
		if (!this.kind.isRun()) {
			text.append(" ").append(this.number).append("\n");
			return;
		}
		text.append(" ").append(this.method).append(" n=").append(this.number);
		text.append(" source=").append(this.source.items()).append("/").append(this.source.end());
		text.append("/").append(this.source.thread()).append(this.source.streaming() ? "/streaming" : "");
		if (this.method == Method.STREAM || this.method == Method.EVENTS) {
			text.append(" demand=").append(this.demand.first()).append(" take=").append(this.demand.take());
			text.append(this.demand.elsewhere() ? " elsewhere" : "");
		}
		if (this.trigger.effect() != Trigger.Effect.NONE) {
			text.append(" ").append(this.trigger.effect()).append(" ").append(this.trigger.moment());
			text.append(" ").append(this.trigger.number());
		}
		text.append((this.timeout != null) ? " timeout=" + this.timeout : "");
		text.append(this.named.isEmpty() ? "" : " named=" + this.named);
		text.append(this.together ? " together" : "").append("\n");
		this.inside.forEach((action) -> action.print(text, indent + "  "));
	}

}
