// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackListener;
import dev.callbacks.HandlerSettings;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.LlmEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What an application says that does not start.
 */
@ExtendWith(OutputCaptureExtension.class)
class CallbackFailureAnalyzerTests {

	private static void start(Class<?> configuration, String... arguments) {
		SpringApplication application = new SpringApplication(configuration, Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException().isThrownBy(() -> application.run(arguments));
	}

	@Test
	void propertyOutOfRangeIsNamedWithACure(CapturedOutput output) {
		start(Application.class, "--callbacks.dispatch.window=0");
		assertThat(output).contains("APPLICATION FAILED TO START",
				"The property 'callbacks.dispatch.window' must be at least 1, but is 0",
				"Change the value of 'callbacks.dispatch.window'.");
	}

	@Test
	void unknownHandlerIsNamedWithACure(CapturedOutput output) {
		start(Application.class, "--callbacks.handlers.nobody.window=5");
		assertThat(output).contains("APPLICATION FAILED TO START", "callbacks.handlers.nobody",
				"callbacks.handlers-ignore-unknown");
	}

	@Test
	void unknownSettingIsNamedWithTheOneThatIsMeant(CapturedOutput output) {
		start(InlineHandler.class, "--callbacks.handlers.printer.raise-eror=true");
		assertThat(output).contains("APPLICATION FAILED TO START",
				"The property 'callbacks.handlers.printer.raise-eror' names no setting of a handler",
				"Did you mean 'raise-error'?", "callbacks.handlers-ignore-unknown");
	}

	@Test
	void unknownHandlerIsNamedWithTheOneThatIsMeant(CapturedOutput output) {
		start(InlineHandler.class, "--callbacks.handlers.prnter.ignore=llm");
		assertThat(output).contains("'callbacks.handlers.prnter' names no handler", "Did you mean 'printer'?");
	}

	@Test
	void handlerWithADotInItsNameIsSuggestedAsAPropertyNamesIt(CapturedOutput output) {
		start(DottedHandler.class, "--callbacks.handlers.team-prnter.ignore=llm");
		assertThat(output).contains("there are [team-printer]", "Did you mean 'team-printer'?");
		start(DottedHandler.class, "--callbacks.handlers.team-printer.windw=1");
		assertThat(output).contains("'callbacks.handlers.team-printer.windw' names no setting");
	}

	@Test
	void missingExecutorIsNamedWithACure(CapturedOutput output) {
		start(Application.class, "--callbacks.executor.bean-name=nobody");
		assertThat(output).contains("APPLICATION FAILED TO START", "'nobody', which is no Executor bean",
				"Declare an Executor bean of that name");
	}

	@Test
	void twoProvidersAreListedWithACure(CapturedOutput output) {
		start(TwoProviders.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "several ChatProvider beans: [one, two]", "@Primary",
				"callbacks.chat.provider");
	}

	@Test
	void wrongListenerIsNamedWithACure(CapturedOutput output) {
		start(WrongListener.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "WrongListener.listen()",
				"Give the method one parameter");
	}

	@Test
	void contradictingSettingsAreNamedWithACure(CapturedOutput output) {
		start(InlineHandler.class, "--callbacks.handlers.printer.serialized=true");
		assertThat(output).contains("APPLICATION FAILED TO START", "'serialized' of handler 'printer'",
				"Correct the setting");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoProviders {

		@Bean
		ChatProvider one() {
			return EmbeddedChatProvider.create();
		}

		@Bean
		ChatProvider two() {
			return EmbeddedChatProvider.create();
		}

		@Bean
		String needsModel(CallbackChatModel model) {
			return model.toString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WrongListener {

		@CallbackListener
		void listen() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InlineHandler {

		@Bean
		CallbackHandler printer() {
			return new CallbackHandler() {

				@Override
				public HandlerSettings settings() {
					return HandlerSettings.none().withInline(true);
				}

				@Override
				public void onLlmEnd(LlmEnd event) {
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DottedHandler {

		@Bean("team.printer")
		CallbackHandler printer() {
			return new InlineHandler().printer();
		}

	}

}
