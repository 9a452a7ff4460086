// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.docs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import dev.callbacks.HandlerSettings;
import org.junit.jupiter.api.Test;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The properties that the pages set are properties of the library or of Spring Boot.
 */
class DocumentedPropertiesTests {

	private static final Pattern SET_IN_TEXT = Pattern
		.compile("`((?:callbacks|management|spring|logging)\\.[\\w.\\-<>\\[\\]]+)(?:=|: )[^`]*`");

	private static final Pattern HANDLER = Pattern.compile("callbacks\\.handlers\\.[^.]+\\.(\\w+)");

	private final Map<String, String> typesByName = new HashMap<>();

	DocumentedPropertiesTests() throws IOException {
		for (URL url : Collections
			.list(getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream stream = url.openStream()) {
				Map<String, Object> metadata = JsonParserFactory.getJsonParser()
					.parseMap(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
				for (Object property : (List<?>) metadata.get("properties")) {
					Map<?, ?> declared = (Map<?, ?>) property;
					this.typesByName.put(uniform((String) declared.get("name")), String.valueOf(declared.get("type")));
				}
			}
		}
	}

	@Test
	void everyPropertyInYamlExists() throws IOException {
		Map<String, String> placesByName = new TreeMap<>();
		for (MarkdownPage page : MarkdownPage.all()) {
			for (CodeBlock block : page.blocks("yaml")) {
				for (PropertySource<?> source : new YamlPropertySourceLoader().load(block.place(),
						new ByteArrayResource(block.text().getBytes(StandardCharsets.UTF_8)))) {
					for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
						placesByName.put(name, block.place());
					}
				}
			}
		}
		assertThat(placesByName).hasSizeGreaterThan(10);
		placesByName.keySet().removeIf(this::isKnown);
		assertThat(placesByName).isEmpty();
	}

	@Test
	void everyPropertyThatTheTextSetsExists() {
		Map<String, String> placesByName = new TreeMap<>();
		for (MarkdownPage page : MarkdownPage.all()) {
			SET_IN_TEXT.matcher(String.join("\n", page.prose()))
				.results()
				.forEach((property) -> placesByName.put(property.group(1), page.name()));
		}
		assertThat(placesByName).hasSizeGreaterThan(10);
		placesByName.keySet().removeIf(this::isKnown);
		assertThat(placesByName).isEmpty();
	}

	private boolean isKnown(String property) {
		String name = uniform(property);
		if (HANDLER.matcher(name).matches()) {
			String setting = name.substring(name.lastIndexOf('.') + 1);
			return Arrays.stream(HandlerSettings.class.getRecordComponents())
				.anyMatch((component) -> component.getName().toLowerCase(Locale.ROOT).equals(setting));
		}
		return this.typesByName.containsKey(name) || isInAMap(name);
	}

	private boolean isInAMap(String name) {
		return this.typesByName.entrySet()
			.stream()
			.anyMatch((declared) -> declared.getValue().startsWith("java.util.Map")
					&& (name.startsWith(declared.getKey() + ".") || name.startsWith(declared.getKey() + "[")));
	}

	private static String uniform(String name) {
		return name.replace("-", "").replaceAll("\\[\\d+]", "").toLowerCase(Locale.ROOT);
	}

}
