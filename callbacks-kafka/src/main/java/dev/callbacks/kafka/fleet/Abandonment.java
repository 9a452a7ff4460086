// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.util.List;
import java.util.Map;

import dev.callbacks.autoconfigure.remote.RemoteFailureException;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.event.ToolError;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;

/**
 * The ending of a run whose process died, with the text that had come by then.
 */
final class Abandonment {

	private Abandonment() {
	}

	static TerminalEvent of(FollowedRun run, boolean content) {
		RemoteFailureException failure = new RemoteFailureException("ProcessDied",
				"the process of the run gave no sign of life");
		long sequence = run.sequence() + 1;
		RunKind kind = run.run().kind();
		if (kind.isModel()) {
			String text = content ? run.text() : "";
			LlmResult partial = text.isEmpty() ? LlmResult.none()
					: LlmResult.of(new Generation(ChatMessage.assistant(text), Map.of(), null)).ofRun(run.id());
			return new LlmError(run.run(), sequence, run.nanos(), run.firstTokenNanos(), (int) run.tokens(), failure,
					EndReason.ABANDONED, partial, null);
		}
		return switch (kind) {
			case TOOL -> new ToolError(run.run(), sequence, run.nanos(), failure, EndReason.ABANDONED, null, null);
			case RETRIEVER ->
				new RetrieverError(run.run(), sequence, run.nanos(), failure, EndReason.ABANDONED, List.of(), null);
			default -> new ChainError(run.run(), sequence, run.nanos(), failure, EndReason.ABANDONED, null, null);
		};
	}

}
