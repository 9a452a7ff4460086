// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on a run.
 *
 * @since 0.1.0
 */
public final class RunAssert extends AbstractAssert<RunAssert, ObservedRun> {

	RunAssert(ObservedRun actual) {
		super(actual, RunAssert.class);
	}

	/**
	 * Verifies that the run has exactly one terminal event, and none after it.
	 * @return this
	 */
	public RunAssert hasExactlyOneTerminal() {
		isNotNull();
		List<TerminalEvent> endings = this.actual.endings();
		if (endings.size() != 1) {
			failWithMessage("Expected %s to have exactly one terminal event but it has %d", this.actual,
					endings.size());
		}
		List<CallbackEvent> events = this.actual.events();
		if (events.get(events.size() - 1) != endings.get(0)) {
			failWithMessage("Expected nothing after the terminal event of %s", this.actual);
		}
		return this;
	}

	/**
	 * Verifies that the run begins with its start, has its events in order, and has
	 * exactly one terminal event.
	 * @return this
	 */
	public RunAssert isWellFormed() {
		hasExactlyOneTerminal();
		if (!(this.actual.events().get(0) instanceof StartEvent)) {
			failWithMessage("Expected %s to begin with its start", this.actual);
		}
		long before = -1;
		for (CallbackEvent event : this.actual.events()) {
			if (event.sequence() <= before) {
				failWithMessage("Expected the events of %s to be in order, but number %d comes after %d", this.actual,
						event.sequence(), before);
			}
			before = event.sequence();
		}
		return this;
	}

	/**
	 * Verifies that the run succeeded.
	 * @return this
	 */
	public RunAssert succeeded() {
		hasExactlyOneTerminal();
		if (!(this.actual.endings().get(0) instanceof EndEvent)) {
			failWithMessage("Expected %s to succeed but it ended by %s", this.actual, this.actual.endings().get(0));
		}
		return this;
	}

	/**
	 * Verifies that the run ended by an error event.
	 * @param reason the reason of the ending
	 * @return this
	 */
	public RunAssert endedBy(EndReason reason) {
		hasExactlyOneTerminal();
		TerminalEvent ending = this.actual.endings().get(0);
		if (!(ending instanceof ErrorEvent error) || error.reason() != reason) {
			failWithMessage("Expected %s to be ended by %s but it ended by %s", this.actual, reason, ending);
		}
		return this;
	}

	/**
	 * Verifies that the run failed with this instance of an exception.
	 * @param failure the exception
	 * @return this
	 */
	public RunAssert failedWith(Throwable failure) {
		endedBy(EndReason.FAILED);
		Throwable error = ((ErrorEvent) this.actual.endings().get(0)).error();
		if (error != failure) {
			failWithMessage("Expected %s to fail with <%s> but it failed with <%s>", this.actual, failure, error);
		}
		return this;
	}

	/**
	 * Verifies that the handler got the start of the run before that of another.
	 * @param other the other run
	 * @return this
	 */
	public RunAssert startedBefore(ObservedRun other) {
		return isBefore("start before the start of", this.actual.startedAt(), other.startedAt(), other);
	}

	/**
	 * Verifies that the handler got the end of the run before that of another.
	 * @param other the other run
	 * @return this
	 */
	public RunAssert endedBefore(ObservedRun other) {
		return isBefore("end before the end of", this.actual.endedAt(), other.endedAt(), other);
	}

	/**
	 * Verifies that the handler got the end of the run before the start of another.
	 * @param other the other run
	 * @return this
	 */
	public RunAssert endedBeforeTheStartOf(ObservedRun other) {
		return isBefore("end before the start of", this.actual.endedAt(), other.startedAt(), other);
	}

	private RunAssert isBefore(String what, int here, int there, ObservedRun other) {
		isNotNull();
		if (here < 0 || there < 0 || here >= there) {
			failWithMessage("Expected %s to %s %s", this.actual, what, other);
		}
		return this;
	}

	/**
	 * Verifies that another run is the parent of the run.
	 * @param parent the other run
	 * @return this
	 */
	public RunAssert isChildOf(ObservedRun parent) {
		isNotNull();
		if (!Objects.equals(this.actual.info().parentId(), parent.info().id())) {
			failWithMessage("Expected %s to be a child of %s, but its parent is %s", this.actual, parent,
					this.actual.info().parentId());
		}
		return this;
	}

	/**
	 * Verifies that the run has no parent.
	 * @return this
	 */
	public RunAssert isRoot() {
		isNotNull();
		if (this.actual.info().parentId() != null) {
			failWithMessage("Expected %s to be a root, but its parent is %s", this.actual,
					this.actual.info().parentId());
		}
		return this;
	}

	/**
	 * Verifies that the run is of a kind.
	 * @param kind the kind
	 * @return this
	 */
	public RunAssert hasKind(RunKind kind) {
		isNotNull();
		if (this.actual.info().kind() != kind) {
			failWithMessage("Expected %s to be of kind %s but it is of kind %s", this.actual, kind,
					this.actual.info().kind());
		}
		return this;
	}

	/**
	 * Verifies that the run has at least these tags.
	 * @param tags the tags
	 * @return this
	 */
	public RunAssert hasTags(String... tags) {
		isNotNull();
		if (!this.actual.info().tags().containsAll(List.of(tags))) {
			failWithMessage("Expected %s to have the tags %s but it has %s", this.actual, Arrays.toString(tags),
					this.actual.info().tags());
		}
		return this;
	}

	/**
	 * Verifies that the run has at least this metadata.
	 * @param key the key
	 * @param value the value
	 * @return this
	 */
	public RunAssert hasMetadata(String key, Object value) {
		isNotNull();
		if (!Objects.equals(this.actual.info().metadata().get(key), value)) {
			failWithMessage("Expected %s to have <%s> as its metadata '%s' but it has <%s>", this.actual, value, key,
					this.actual.info().metadata().get(key));
		}
		return this;
	}

	/**
	 * Verifies that the run has exactly these tokens, apart from empty ones.
	 * @param tokens the tokens
	 * @return this
	 */
	public RunAssert hasTokens(String... tokens) {
		isNotNull();
		if (!this.actual.tokens().equals(List.of(tokens))) {
			failWithMessage("Expected %s to have the tokens %s but it has %s", this.actual, Arrays.toString(tokens),
					this.actual.tokens());
		}
		return this;
	}

}
