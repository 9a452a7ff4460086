// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packages: an aspect each, which knows the root and what several share, and no other
 * aspect.
 */
class PackagesTests {

	private static final String ROOT = "dev.callbacks.autoconfigure";

	static final Set<String> ASPECTS = Set.of("actuate", "handler", "run", "chat", "metrics", "observation", "springai",
			"langchain4j", "stream");

	/** What an aspect shows besides its auto-configuration, for applications to use. */
	private static final Map<String, List<String>> SHOWN = Map.of("observation",
			List.of("DefaultRunObservationConvention", "RunObservationContext", "RunObservationConvention",
					"RunObservationDocumentation"),
			"stream", List.of("NumberedEvent", "RemoteStream", "RemoteStreams", "ResumableStream", "ResumableStreams"));

	/** What several aspects share, and the types of it that they see. */
	private static final Map<String, List<String>> SHARED = Map.of("model", List.of("ModelCandidate", "ModelSource"),
			"observed", List.of("BeanObservation", "ObservedBeans", "ObservingConfiguration", "ReplacingPostProcessor"),
			"genai",
			List.of("CostProperties", "GenAiOperation", "GenAiRequest", "GenAiResponse", "ObservationProperties",
					"TagLimit", "TokenCounts"),
			"operation",
			List.of("ActiveRunDescriptor", "Content", "HandlerCounters", "HandlerCountersConfiguration",
					"HandlerOperations", "RecordedRunDescriptor", "RegisteredHandlerDescriptor", "RunDescriptor",
					"RunOperations"),
			"remote", List.of("RemoteFailureException", "RemoteRuns"), "spool", List.of("OccasionalLog", "Spool"));

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
		.importPackages(ROOT);

	private static String named(String name) {
		return ROOT + "." + name;
	}

	@Test
	void everyPackageIsTheRootOrAnAspectOrShared() {
		assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct()).containsExactlyInAnyOrderElementsOf(
				Stream
					.concat(Stream.of(ROOT),
							Stream.concat(ASPECTS.stream(), SHARED.keySet().stream()).map(PackagesTests::named))
					.toList());
	}

	@ParameterizedTest
	@FieldSource("ASPECTS")
	void aspectKnowsNoOther(String aspect) {
		noClasses().that()
			.resideInAPackage(named(aspect))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(ASPECTS.stream()
				.filter((other) -> !other.equals(aspect))
				.map(PackagesTests::named)
				.toArray(String[]::new))
			.check(CLASSES);
	}

	@Test
	void rootKnowsNothingBelow() {
		noClasses().that()
			.resideInAPackage(ROOT)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".*..")
			.check(CLASSES);
	}

	@Test
	void whatIsSharedKnowsTheRootOnly() {
		SHARED.keySet()
			.forEach((shared) -> noClasses().that()
				.resideInAPackage(named(shared))
				.should()
				.dependOnClassesThat()
				.resideInAnyPackage(Stream.concat(ASPECTS.stream(), SHARED.keySet().stream())
					.filter((other) -> !other.equals(shared))
					.map(PackagesTests::named)
					.toArray(String[]::new))
				.check(CLASSES));
	}

	@ParameterizedTest
	@FieldSource("ASPECTS")
	void aspectShowsItsAutoConfigurationAndWhatApplicationsUse(String aspect) {
		List<String> shown = new ArrayList<>(publicTypes(named(aspect)));
		shown.removeAll(SHOWN.getOrDefault(aspect, List.of()));
		assertThat(shown).singleElement().asString().endsWith("AutoConfiguration");
	}

	@Test
	void rootShowsWhatUsersNeed() {
		assertThat(publicTypes(ROOT)).containsExactlyInAnyOrder("CallbacksAutoConfiguration", "CallbacksProperties",
				"CallbackDispatcherCustomizer", "CallbackConfigurationException");
	}

	@Test
	void whatIsSharedShowsWhatAspectsNeed() {
		SHARED.forEach(
				(shared, types) -> assertThat(publicTypes(named(shared))).containsExactlyInAnyOrderElementsOf(types));
	}

	private static List<String> publicTypes(String packageName) {
		return CLASSES.stream()
			.filter((type) -> type.getPackageName().equals(packageName) && type.isTopLevelClass())
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC))
			.map(JavaClass::getSimpleName)
			.toList();
	}

}
