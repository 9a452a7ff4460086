// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.recipes;

import dev.callbacks.CallbackManager;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.EndReason;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import dev.callbacks.test.ScriptedProvider;
import org.junit.jupiter.api.Test;

import static dev.callbacks.test.CallbackAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BlockedWordsTests {

	private final ScriptedProvider provider = new ScriptedProvider();

	private final RecordingHandler recording = new RecordingHandler();

	private final CallbackManager manager = CallbackDispatcher.builder().build();

	private final CallbackChatModel model = new CallbackChatModel(this.manager, this.provider)
		.withHandlers(new BlockedWords(), this.recording);

	@Test
	void wordThatIsSplitOverTokensEndsTheRun() {
		this.provider.thenTokens("The mas", "ter k", "ey is");
		assertThatThrownBy(() -> this.model.stream("What is it?").blockLast())
			.isInstanceOf(BlockedWords.BlockedWordException.class);
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording).isWellFormed();
		assertThat(this.recording.run("scripted")).endedBy(EndReason.FAILED);
	}

	@Test
	void harmlessAnswerIsLeftAlone() {
		this.provider.thenTokens("No ", "idea");
		this.model.call("What is it?");
		assertThat(this.recording.run("scripted")).isWellFormed().succeeded();
	}

}
