// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.util.Map;

import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.agentic.supervisor.SupervisorAgent;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static dev.callbacks.wire.LangChain4jApplication.runs;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Agents of LangChain4j that are beans.
 */
class LangChain4jAgentBeanTests {

	private LangChain4jApplication application;

	@BeforeEach
	void start() throws IOException {
		this.application = new LangChain4jApplication(
				Script.tokens("{\"agentName\":\"writer$0\",\"arguments\":{\"topic\":\"dragons\"}}"),
				Script.tokens("Once"), Script.tokens("{\"agentName\":\"done\",\"arguments\":{\"response\":\"Once\"}}"));
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void supervisorIsObserved() {
		try (LoggedLines lines = new LoggedLines()) {
			this.application.with(Agents.class).run((context) -> {
				assertThat(context.getBean(SupervisorAgent.class).invoke("Write about dragons")).isEqualTo("Once");
				assertThat(runs(context)).containsExactly("AGENT invoke", "CHAIN PlannerAgent.plan",
						"CHAT_MODEL openai", "AGENT writer", "CHAT_MODEL openai", "CHAIN PlannerAgent.plan",
						"CHAT_MODEL openai");
				assertThat(lines.with("observed are {supervisor=agent}")).hasSize(1);
			});
		}
	}

	@Test
	void supervisorThatIsExcludedIsLeftAlone() {
		this.application.with(Agents.class)
			.withPropertyValues("callbacks.langchain4j.beans.supervisor=false")
			.run((context) -> {
				context.getBean(SupervisorAgent.class).invoke("Write about dragons");
				assertThat(runs(context)).doesNotContain("AGENT invoke").contains("AGENT writer");
			});
	}

	@Test
	void workflowHasOneRun() {
		this.application.server.answers(Script.tokens("Once"));
		this.application.with(Agents.class).run((context) -> {
			context.getBean("publish", UntypedAgent.class).invoke(Map.of("topic", "dragons"));
			assertThat(runs(context)).containsExactly("AGENT Sequential", "AGENT writer", "CHAT_MODEL openai");
		});
	}

	@Test
	void agentsAreLeftAloneIfCallbacksAreOff() {
		this.application.with(Agents.class).withPropertyValues("callbacks.enabled=false").run((context) -> {
			assertThat(context.getBean(SupervisorAgent.class).invoke("Write about dragons")).isEqualTo("Once");
			assertThat(runs(context)).isEmpty();
		});
	}

	public interface Writer {

		@Agent(name = "writer", description = "writes", outputKey = "story")
		@UserMessage("Write about {{topic}}")
		String write(@V("topic") String topic);

	}

	@Configuration(proxyBeanMethods = false)
	static class Agents {

		@Bean
		Writer writer(ChatModel model) {
			return AgenticServices.agentBuilder(Writer.class).chatModel(model).build();
		}

		@Bean
		SupervisorAgent supervisor(ChatModel model, Writer writer) {
			return AgenticServices.supervisorBuilder().chatModel(model).subAgents(writer).build();
		}

		@Bean
		UntypedAgent publish(ChatModel model) {
			return AgenticServices.sequenceBuilder()
				.subAgents(AgenticServices.agentBuilder(Writer.class).chatModel(model).build())
				.build();
		}

	}

}
