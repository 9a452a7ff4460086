// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;

import dev.callbacks.event.ChainError;
import dev.callbacks.event.Retry;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.guardrail.OutputGuardrail;
import dev.langchain4j.guardrail.OutputGuardrailException;
import dev.langchain4j.guardrail.OutputGuardrailResult;
import dev.langchain4j.guardrail.config.OutputGuardrailsConfig;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What AI services try again, as far as they tell.
 */
class LangChain4jRetryTests {

	private LangChain4jRig rig;

	@BeforeEach
	void start() throws IOException {
		this.rig = new LangChain4jRig();
		this.rig.callbacks.install();
	}

	@AfterEach
	void stop() {
		this.rig.close();
	}

	private Assistant assistant(OutputGuardrail guardrail, int maxRetries) {
		return AiServices.builder(Assistant.class)
			.chatModel(this.rig.model())
			.streamingChatModel(this.rig.streaming())
			.chatMemory(MessageWindowChatMemory.withMaxMessages(10))
			.outputGuardrails(guardrail)
			.outputGuardrailsConfig(OutputGuardrailsConfig.builder().maxRetries(maxRetries).build())
			.build();
	}

	@Test
	void answerThatAGuardrailRefusesIsARetryOfTheService() {
		this.rig.server.answers(Script.tokens("No"), Script.tokens("Never"), Script.tokens("Yes"));
		assertThat(assistant(new Affirmative(), 3).ask("Really?")).isEqualTo("Yes");
		assertThat(this.rig.tree()).containsExactly("CHAIN Assistant.ask", "  CHAT_MODEL openai", "  CHAT_MODEL openai",
				"  CHAT_MODEL openai");
		assertThat(this.rig.events(Retry.class)).extracting((retry) -> retry.run().name() + " " + retry.attempt())
			.containsExactly("Assistant.ask 2", "Assistant.ask 3");
		assertThat(this.rig.events(Retry.class).get(0).error()).isInstanceOf(OutputGuardrailException.class)
			.hasMessageContaining("not affirmative: No");
	}

	@Test
	void answerOfAStreamThatAGuardrailRefusesIsARetryOfTheService() throws Exception {
		this.rig.server.answers(Script.tokens("No"), Script.tokens("Yes"));
		assertThat(LangChain4jRig.answer(assistant(new Affirmative(), 3).stream("Really?"))).isEqualTo("Yes");
		assertThat(this.rig.tree()).containsExactly("CHAIN Assistant.stream", "  CHAT_MODEL openai",
				"  CHAT_MODEL openai");
		assertThat(this.rig.events(Retry.class)).extracting(Retry::attempt).containsExactly(2);
	}

	@Test
	void lastRefusalIsNoRetry() {
		this.rig.server.answers(Script.tokens("No"));
		assertThatThrownBy(() -> assistant(new Affirmative(), 2).ask("Really?"))
			.isInstanceOf(OutputGuardrailException.class);
		assertThat(this.rig.events(Retry.class)).hasSize(1);
		assertThat(this.rig.events(ChainError.class)).hasSize(1);
	}

	@Test
	void retriesInsideOfAModelAreNotSeen() {
		this.rig.server.answers(Script.status(500), Script.tokens("Yes"));
		assertThat(this.rig.callbacks.wrap(this.rig.model(1)).chat("Really?")).isEqualTo("Yes");
		assertThat(this.rig.server.requests()).hasSize(2);
		assertThat(this.rig.tree()).containsExactly("CHAT_MODEL openai");
		assertThat(this.rig.events(Retry.class)).isEmpty();
	}

	interface Assistant {

		String ask(String question);

		TokenStream stream(String question);

	}

	static class Affirmative implements OutputGuardrail {

		@Override
		public OutputGuardrailResult validate(AiMessage answer) {
			return answer.text().equals("Yes") ? success() : retry("not affirmative: " + answer.text());
		}

	}

}
