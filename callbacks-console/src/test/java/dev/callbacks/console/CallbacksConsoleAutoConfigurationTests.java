// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ByteArrayClassLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The conditions under which there is a console.
 */
class CallbacksConsoleAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(CallbacksAutoConfiguration.class,
			CallbacksConsoleAutoConfiguration.class, TaskExecutionAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void thereIsNoneUnlessItIsSwitchedOn() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(Console.class)
			.doesNotHaveBean(ConsoleRecorder.class)
			.doesNotHaveBean(ConsoleController.class));
	}

	@Test
	void propertySwitchesItOnInWebApplicationsOfEitherKind() {
		this.runner.withPropertyValues("callbacks.console.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(ConsoleController.class)
				.hasSingleBean(ServletConsoleGuard.class)
				.doesNotHaveBean(ReactiveConsoleGuard.class));
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("callbacks.console.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(ConsoleController.class)
				.hasSingleBean(ReactiveConsoleGuard.class)
				.doesNotHaveBean(ServletConsoleGuard.class));
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("callbacks.console.enabled=true")
			.run((context) -> assertThat(context).doesNotHaveBean(Console.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "dev", "local" })
	void profileOfDevelopmentSwitchesItOnUnlessThePropertySaysNo(String profile) {
		WebApplicationContextRunner profiled = this.runner.withPropertyValues("spring.profiles.active=" + profile);
		profiled.run((context) -> assertThat(context).hasSingleBean(Console.class));
		profiled.withPropertyValues("callbacks.console.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Console.class));
	}

	@Test
	void developerToolsSwitchItOnUnlessThePropertySaysNo() {
		WebApplicationContextRunner developed = this.runner.withClassLoader(withDeveloperTools());
		developed.run((context) -> assertThat(context).hasSingleBean(Console.class));
		developed.withPropertyValues("callbacks.console.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Console.class));
	}

	/**
	 * Returns a class loader with the class by which Spring Boot itself recognizes its
	 * developer tools. With the real ones on the class path, all tests would have them.
	 */
	private static ClassLoader withDeveloperTools() {
		String name = "org.springframework.boot.devtools.RemoteSpringApplication";
		byte[] type = new ByteBuddy().subclass(Object.class).name(name).make().getBytes();
		return new ByteArrayClassLoader(CallbacksConsoleAutoConfigurationTests.class.getClassLoader(),
				Map.of(name, type));
	}

	@Test
	void otherProfilesDoNot() {
		this.runner.withPropertyValues("spring.profiles.active=prod")
			.run((context) -> assertThat(context).doesNotHaveBean(Console.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "path=callbacks", "path=/", "path=/callbacks/", "runs=0", "events=0" })
	void valuesThatCannotWorkAreNamed(String property) {
		this.runner.withPropertyValues("callbacks.console.enabled=true", "callbacks.console." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessageContaining("callbacks.console." + property.replaceAll("=.*", "")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/callbacks/" })
	void pathThatCannotWorkIsNamedAlsoIfRequestsAreMappedFirst(String path) {
		this.runner.withBean(RequestMappingHandlerMapping.class)
			.withPropertyValues("callbacks.console.enabled=true", "callbacks.console.path=" + path)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessageContaining("callbacks.console.path"));
	}

	@Test
	void nativeImagesHaveThePageAndItsData() {
		RuntimeHints hints = new RuntimeHints();
		new ConsoleHints().registerHints(hints, null);
		assertThat(RuntimeHintsPredicates.resource().forResource("dev/callbacks/console/page/index.html"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(RunView.class)).accepts(hints);
	}

	@Test
	void everyPropertyIsDocumented() throws IOException {
		String documents = Files.readString(Path.of("../docs/properties.md"));
		try (InputStream metadata = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			JsonNode properties = JsonMapper.builder().build().readTree(metadata).get("properties");
			assertThat(properties).hasSize(6);
			for (JsonNode property : properties) {
				assertThat(documents).contains("`" + property.get("name").asString() + "`")
					.contains(property.get("description").asString());
			}
		}
	}

}
