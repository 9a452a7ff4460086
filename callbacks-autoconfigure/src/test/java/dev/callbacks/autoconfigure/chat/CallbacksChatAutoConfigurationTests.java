// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.chat;

import java.util.List;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.autoconfigure.TwoHandlers.TokenPrinter;
import dev.callbacks.autoconfigure.TwoHandlers;
import dev.callbacks.autoconfigure.model.ModelCandidate;
import dev.callbacks.autoconfigure.model.ModelSource;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedChatProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallbacksChatAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CallbacksChatAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class));

	@Test
	void theOneProviderBeanAnswers() {
		this.runner.withBean("mine", ChatProvider.class, () -> EmbeddedChatProvider.answering("mine"))
			.run((context) -> assertThat(context.getBean(CallbackChatModel.class).call("Hello").text())
				.isEqualTo("mine"));
	}

	@Test
	void twoProvidersNeedAChoice() {
		ApplicationContextRunner two = this.runner
			.withBean("one", ChatProvider.class, () -> EmbeddedChatProvider.answering("one"))
			.withBean("two", ChatProvider.class, () -> EmbeddedChatProvider.answering("two"));
		two.withUserConfiguration(NeedsModel.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessageContaining("[one, two]"));
		two.withPropertyValues("callbacks.chat.provider=two")
			.run((context) -> assertThat(context.getBean(CallbackChatModel.class).call("Hello").text())
				.isEqualTo("two"));
		two.withPropertyValues("callbacks.chat.provider=three")
			.withUserConfiguration(NeedsModel.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(CallbackConfigurationException.class,
						(failure) -> assertThat(failure.action())
							.isEqualTo("Use the name of one of them, or remove the property."))
				.hasMessageContaining("'three'"));
		two.withUserConfiguration(PrimaryProvider.class)
			.run((context) -> assertThat(context.getBean(CallbackChatModel.class).call("Hello").text())
				.isEqualTo("primary"));
	}

	@Test
	void providerThatIsNoDefaultCandidateAnswersOnlyIfNamed() {
		ApplicationContextRunner both = this.runner.withUserConfiguration(SpecialProvider.class)
			.withBean(ModelSource.class, () -> () -> List
				.of(new ModelCandidate("model", "library", false, () -> EmbeddedChatProvider.answering("model"))));
		both.run((context) -> assertThat(context.getBean(CallbackChatModel.class).call("Hello").text())
			.isEqualTo("model"));
		both.withBean("mine", ChatProvider.class, () -> EmbeddedChatProvider.answering("mine"))
			.run((context) -> assertThat(context.getBean(CallbackChatModel.class).call("Hello").text())
				.isEqualTo("mine"));
		both.withPropertyValues("callbacks.chat.provider=special")
			.run((context) -> assertThat(context.getBean(CallbackChatModel.class).call("Hello").text())
				.isEqualTo("special"));
	}

	@Test
	void embeddedProviderAnswersWithOneWarningAtItsFirstUse(CapturedOutput output) {
		this.runner.run((context) -> {
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			assertThat(output).doesNotContain("canned answers");
			model.call("Hello");
			model.call("Hello");
			assertThat(output.toString().split("canned answers")).hasSize(2);
		});
	}

	@Test
	void embeddedProviderThatWasAskedForDoesNotWarn(CapturedOutput output) {
		this.runner.withBean("mine", ChatProvider.class, () -> EmbeddedChatProvider.answering("mine"))
			.withPropertyValues("callbacks.chat.embedded=true")
			.run((context) -> {
				assertThat(context.getBean(CallbackChatModel.class).call("Hello").text()).isNotEqualTo("mine");
				assertThat(output).doesNotContain("canned answers");
			});
	}

	@Test
	void withoutProviderAndEmbeddedOneTheModelIsRefusedOnlyToThoseWhoNeedIt() {
		ApplicationContextRunner none = this.runner.withPropertyValues("callbacks.chat.embedded=false");
		none.run((context) -> assertThat(context).hasNotFailed());
		none.withUserConfiguration(NeedsModel.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(CallbackConfigurationException.class));
	}

	@Test
	void chatPropertiesAreTheModelsDefaults() {
		this.runner
			.withPropertyValues("callbacks.chat.model=m", "callbacks.chat.max-tokens=2",
					"callbacks.chat.streaming=always", "callbacks.chat.temperature=0.5")
			.withUserConfiguration(TwoHandlers.class)
			.run((context) -> {
				assertThat(context.getBean(CallbackChatModel.class).call("Hello").first().metadata())
					.containsEntry("model_name", "m")
					.containsEntry("stop_reason", "max_tokens");
				assertThat(context.getBean(TokenPrinter.class).tokens).hasSize(4);
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsModel {

		@Bean
		String needsModel(CallbackChatModel model) {
			return model.toString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SpecialProvider {

		@Bean(defaultCandidate = false)
		ChatProvider special() {
			return EmbeddedChatProvider.answering("special");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryProvider {

		@Bean
		@Primary
		ChatProvider primaryProvider() {
			return EmbeddedChatProvider.answering("primary");
		}

	}

}
