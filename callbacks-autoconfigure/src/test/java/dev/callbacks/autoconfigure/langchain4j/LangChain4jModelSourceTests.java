// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.langchain4j;

import java.util.List;
import java.util.Set;

import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.message.ChatRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The model of LangChain4j that answers behind the chat model, if there are several.
 */
class LangChain4jModelSourceTests {

	private static final BeanDefinitionCustomizer PRIMARY = (definition) -> definition.setPrimary(true);

	private static final BeanDefinitionCustomizer NO_DEFAULT = (definition) -> ((AbstractBeanDefinition) definition)
		.setDefaultCandidate(false);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class));

	private static ApplicationContextRunner whole(ApplicationContextRunner runner, String name,
			BeanDefinitionCustomizer... customizers) {
		return runner.withBean(name, ChatModel.class, () -> new Whole(name), customizers);
	}

	private static ApplicationContextRunner streaming(ApplicationContextRunner runner, String name,
			BeanDefinitionCustomizer... customizers) {
		return runner.withBean(name, StreamingChatModel.class, () -> new Streaming(name), customizers);
	}

	private static void assertThatAnswersAre(ApplicationContextRunner runner, String whole, String streamed) {
		runner.run((context) -> {
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			assertThat(model.call("Who?").text()).isEqualTo(whole);
			assertThat(model.call(ChatRequest.of("Who?").streaming()).text()).isEqualTo(streamed);
		});
	}

	@Test
	void theOnlyOnesOfAProviderAnswerTogether() {
		assertThatAnswersAre(streaming(whole(this.runner, "whole"), "streaming"), "whole", "streaming");
	}

	@Test
	void primaryOnesOfEachKindAnswerTogether() {
		ApplicationContextRunner others = streaming(whole(this.runner, "otherWhole"), "otherStreaming");
		assertThatAnswersAre(streaming(whole(others, "whole", PRIMARY), "streaming", PRIMARY), "whole", "streaming");
	}

	@Test
	void pairIsNamedByEachOfItsBeans() {
		ApplicationContextRunner pair = streaming(whole(this.runner, "whole"), "streaming");
		assertThatAnswersAre(pair.withPropertyValues("callbacks.chat.provider=streaming"), "whole", "streaming");
		assertThatAnswersAre(pair.withPropertyValues("callbacks.chat.provider=whole"), "whole", "streaming");
	}

	@Test
	void beanOfBothKindsAnswersByItself() {
		ApplicationContextRunner both = this.runner.withBean("both", Both.class, Both::new, PRIMARY);
		assertThatAnswersAre(both, "both", "both");
		assertThatAnswersAre(whole(both, "other"), "both", "both");
		assertThatAnswersAre(streaming(both, "other"), "both", "both");
	}

	@Test
	void modelThatIsNoDefaultCandidateAnswersOnlyIfNamed() {
		ApplicationContextRunner three = whole(streaming(whole(this.runner, "whole"), "streaming"), "judge",
				NO_DEFAULT);
		assertThatAnswersAre(three, "whole", "streaming");
		assertThatAnswersAre(three.withPropertyValues("callbacks.chat.provider=judge"), "judge", "judge");
	}

	private static ChatResponse answer(String text) {
		return ChatResponse.builder().aiMessage(AiMessage.from(text)).build();
	}

	private record Whole(String name) implements ChatModel {

		@Override
		public ChatResponse doChat(dev.langchain4j.model.chat.request.ChatRequest request) {
			return answer(this.name);
		}

	}

	private record Streaming(String name) implements StreamingChatModel {

		@Override
		public void doChat(dev.langchain4j.model.chat.request.ChatRequest request,
				StreamingChatResponseHandler handler) {
			handler.onCompleteResponse(answer(this.name));
		}

	}

	static class Both implements ChatModel, StreamingChatModel {

		@Override
		public ChatResponse doChat(dev.langchain4j.model.chat.request.ChatRequest request) {
			return answer("both");
		}

		@Override
		public void doChat(dev.langchain4j.model.chat.request.ChatRequest request,
				StreamingChatResponseHandler handler) {
			handler.onCompleteResponse(answer("both"));
		}

		@Override
		public ChatRequestParameters defaultRequestParameters() {
			return DefaultChatRequestParameters.EMPTY;
		}

		@Override
		public List<ChatModelListener> listeners() {
			return List.of();
		}

		@Override
		public ModelProvider provider() {
			return ModelProvider.OTHER;
		}

		@Override
		public Set<Capability> supportedCapabilities() {
			return Set.of();
		}

	}

}
