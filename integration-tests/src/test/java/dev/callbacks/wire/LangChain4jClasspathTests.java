// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.StartEvent;
import dev.callbacks.langchain4j.LangChain4jCallbacks;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.observability.api.listener.AiServiceStartedListener;
import dev.langchain4j.service.AiServices;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Class paths that lack a module of LangChain4j which not every application has.
 */
class LangChain4jClasspathTests {

	@ParameterizedTest
	@ValueSource(strings = { "langchain4j-agentic", "langchain4j-mcp" })
	void servicesAreObservedWithoutTheModule(String module) throws Exception {
		try (URLClassLoader without = without(module)) {
			assertThatExceptionOfType(ClassNotFoundException.class)
				.isThrownBy(() -> without.loadClass(classOf(module)));
			ClassLoader before = Thread.currentThread().getContextClassLoader();
			Thread.currentThread().setContextClassLoader(without);
			try {
				Object runs = without.loadClass(Application.class.getName()).getMethod("run").invoke(null);
				assertThat(runs).isEqualTo(List.of("CHAIN Assistant.ask", "CHAT_MODEL chat-model"));
			}
			finally {
				Thread.currentThread().setContextClassLoader(before);
			}
		}
	}

	private static String classOf(String module) {
		return module.equals("langchain4j-mcp") ? "dev.langchain4j.mcp.McpToolExecutor"
				: "dev.langchain4j.agentic.AgenticServices";
	}

	private static URLClassLoader without(String module) throws Exception {
		List<URL> path = new ArrayList<>();
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			if (!Path.of(entry).getFileName().toString().startsWith(module)) {
				path.add(Path.of(entry).toUri().toURL());
			}
		}
		return new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
	}

	public static final class Application {

		private Application() {
		}

		public static List<String> run() {
			RecordingHandler handler = new RecordingHandler();
			CallbackDispatcher manager = CallbackDispatcher.builder().build();
			manager.add(handler);
			LangChain4jCallbacks callbacks = new LangChain4jCallbacks(manager);
			callbacks.install();
			AiServices.builder(Assistant.class).chatModel(new ChatModel() {

				@Override
				public ChatResponse doChat(ChatRequest request) {
					return ChatResponse.builder().aiMessage(AiMessage.from("Yes")).build();
				}

			}).registerListener((AiServiceStartedListener) (event) -> {
			}).build().ask("Really?");
			callbacks.uninstall();
			return handler.events()
				.stream()
				.filter(StartEvent.class::isInstance)
				.map((event) -> event.run().kind() + " " + event.run().name())
				.toList();
		}

	}

	interface Assistant {

		String ask(String question);

	}

}
