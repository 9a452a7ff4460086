// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import dev.callbacks.DrivenRun;
import dev.callbacks.call.Caller;
import dev.callbacks.call.Work;
import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * The whole answer of a provider as the work of one call.
 */
final class AnswerWork implements Work<LlmResult> {

	private final Question question;

	private final PartialAnswer partial = new PartialAnswer();

	private @Nullable LlmResult answer;

	AnswerWork(Question question) {
		this.question = question;
	}

	@Override
	public Publisher<LlmResult> source(DrivenRun run, Caller caller) {
		return this.question.answer(run, caller, this.partial);
	}

	@Override
	public void passed(DrivenRun run, LlmResult answer) {
		this.answer = answer;
	}

	@Override
	public Ending<LlmResult> complete() {
		if (this.answer == null) {
			throw new EmptyAnswerException("Provider '" + this.question.providerName()
					+ "' completed without an answer. Its call has to emit one LlmResult");
		}
		return Ending.with(this.answer);
	}

	@Override
	public Object partial() {
		return this.partial.result();
	}

}
